using System.Collections.Concurrent;
using FibreCentre.Api.Tests.Support;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Timetable;

/// <summary>Thirty-two planners on two instances want the same four rooms and three instructors in the same three days: they plan, move, shift, close and end, all at once.</summary>
public sealed class TimetableRaceTests(TwoInstances centre, ITestOutputHelper output) : IClassFixture<TwoInstances>
{
    private const int Planners = 32, StepsAPlanner = 4;

    /// <summary>Two courses that want the same rooms and people: planners of one course on one day wait for each other, those of two do not.</summary>
    private static readonly string[] Courses = ["FTC-101", "FTC-201"];

    /// <summary>Each of these has to succeed, or nothing was raced.</summary>
    private static readonly string[] Wanted = ["plan 201", "move 200", "out 201", "end 200"];

    private DateOnly _week;

    [Fact]
    public async Task Thirty_two_planners_leave_no_overlap_and_are_refused_by_conflicts_only()
    {
        var before = Deadlocks();
        var tally = new ConcurrentDictionary<string, int>();
        // In a week that fills up at once nothing can be moved; in the next it can.
        for (var week = 1; week <= 10 && !Wanted.All(tally.ContainsKey); week++) await EverybodyAsync(tally);

        output.WriteLine(string.Join('\n', tally.OrderBy(each => each.Key).Select(each => $"{each.Value,5}  {each.Key}")));
        Assert.True(tally.Keys.All(each => each.Contains(" 20", StringComparison.Ordinal) || each.Contains(" 409 ", StringComparison.Ordinal)), $"{string.Join(", ", tally.Keys)}\n{centre.One.Said}\n{centre.Two.Said}");
        foreach (var done in Wanted) Assert.True(tally.GetValueOrDefault(done) > 0, $"{done} never happened");
        Assert.Contains(tally.Keys, each => each.Contains("409", StringComparison.Ordinal));
        Assert.Equal(0, await OverlapsAsync());
        Assert.Empty(await centre.Broken());
        Assert.Equal(before, Deadlocks());
    }

    [Fact]
    public async Task Control_without_the_exclusion_constraint_they_do_overlap()
    {
        var constraint = await centre.Value<string>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'nothing_in_two_places'");
        // What rescheduling defers has to be there to be deferred: a constraint that forbids nothing stands in for it.
        await centre.Run("alter table reservation drop constraint nothing_in_two_places; alter table reservation add constraint nothing_in_two_places exclude using gist (id with =) deferrable");
        try
        {
            for (var round = 1; round <= 12 && await OverlapsAsync() == 0; round++) await EverybodyAsync([]);
            Assert.NotEqual(0, await OverlapsAsync());
        }
        finally
        {
            await centre.Run($"alter table reservation drop constraint nothing_in_two_places; delete from reservation; delete from outage; alter table reservation add constraint nothing_in_two_places {constraint}");
        }
    }

    [Fact]
    public async Task An_instructor_is_given_no_more_hours_than_they_have_whoever_plans_at_once()
    {
        var ivy = await GivenLimitsAsync();
        try
        {
            var answers = await EightAtOnceAsync(ivy);
            Assert.True(answers.All(each => each.Status is 201 or 409), string.Join('\n', answers.Select(each => $"{each}")));
            Assert.Equal(1, answers.Count(each => each.Status == 201));
            Assert.Equal(405, await centre.Value<int>("select sum(extract(epoch from upper(s.during) - lower(s.during)) / 60) from reservation r join session s on s.id = r.session_id where r.resource_id = $1 and lower(s.during) >= $2", ivy, TestCentre.Time.At(_week, TimeOnly.MinValue).UtcDateTime));
        }
        finally
        {
            await centre.Run("update instructor set max_minutes_week = null");
        }
    }

    [Fact]
    public async Task Control_without_the_trigger_they_are_given_more()
    {
        var ivy = await GivenLimitsAsync();
        await centre.Run("alter table reservation disable trigger instructor_within_hours");
        try
        {
            var most = 0;
            for (var round = 1; round <= 10 && most < 2; round++) most = (await EightAtOnceAsync(ivy)).Count(each => each.Status == 201);
            Assert.True(most > 1, "the race was not met: the test would not see the bug either");
        }
        finally
        {
            await centre.Run("alter table reservation enable trigger instructor_within_hours; update instructor set max_minutes_week = null");
        }
    }

    private async Task EverybodyAsync(ConcurrentDictionary<string, int> tally)
    {
        var monday = Week();
        await Task.WhenAll(Enumerable.Range(0, Planners).Select(number => Task.Run(async () =>
        {
            var random = new Random((monday.DayNumber * 100) + number);
            var client = (number % 2 == 0 ? centre.One : centre.Two).ClientOf(number % 4 < 2 ? centre.Cast.Coordinator : centre.Cast.Administrator);
            for (var step = 0; step < StepsAPlanner; step++)
            {
                var day = monday.AddDays(random.Next(3));
                var (what, answer) = random.Next(8) switch
                {
                    < 4 => ("plan", client.Post("/api/v1/cohorts", new { course = Courses[random.Next(2)], firstDay = day, capacity = 6 }, Some.Key())),
                    < 6 when await AnyAsync("select s.id from session s where lower(s.during) >= $1 and lower(s.during) < $2", monday, random) is { } session => ("move", client.Moves(session, day, $"{random.Next(8, 14):00}:00")),
                    6 when await AnyAsync("select r.id from resource r where r.kind in ('bay', 'instructor') and $1 < $2", monday, random) is { } resource => ("out", OutAsync(client, resource, day)),
                    _ when await AnyAsync("select o.id from outage o where o.state <> 'withdrawn' and lower(o.during) >= $1 and lower(o.during) < $2", monday, random) is { } outage => ("end", client.Post($"/api/v1/outages/{outage}/end", null)),
                    _ => ("plan", client.Post("/api/v1/cohorts", new { course = Courses[random.Next(2)], firstDay = day, capacity = 6 }, Some.Key())),
                };
                var said = await answer;
                tally.AddOrUpdate($"{what} {said.Status}{(said.Problem is { } problem ? $" {problem}" : "")}", 1, (_, count) => count + 1);
            }
        })));
    }

    private async Task<Answer> OutAsync(HttpClient client, Guid resource, DateOnly day) =>
        await client.TakesOut(await centre.Value<bool>("select kind = 'bay' from resource where id = $1", resource) ? "closure" : "leave", resource, day);

    private async Task<Guid?> AnyAsync(string sql, DateOnly monday, Random random)
    {
        var found = await centre.Column<Guid>(sql, TestCentre.Time.At(monday, TimeOnly.MinValue).UtcDateTime, TestCentre.Time.At(monday.AddDays(5), TimeOnly.MinValue).UtcDateTime);
        return found.Count == 0 ? null : found[random.Next(found.Count)];
    }

    /// <summary>Ivy teaches one day of FTC-101 a week and no more.</summary>
    private async Task<Guid> GivenLimitsAsync()
    {
        await centre.Run("update instructor set max_minutes_week = 405 where code = 'IVY'");
        return await centre.Value<Guid>("select id from instructor where code = 'IVY'");
    }

    /// <summary>Two on each of four days of a week nobody has used, each in a room of its own.</summary>
    private async Task<Answer[]> EightAtOnceAsync(Guid ivy)
    {
        var monday = Week();
        var rooms = await centre.Column<Guid>("select id from bay where bay_kind = 'classroom' order by code limit 2");
        return await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => (number % 2 == 0 ? centre.One : centre.Two).ClientOf(centre.Cast.Coordinator).Post(
            "/api/v1/cohorts", new { course = "FTC-101", firstDay = monday.AddDays(number % 4), capacity = 6, sessions = new[] { 1, 2 }.Select(session => new { number = session, bays = new[] { rooms[number / 4] }, instructors = new[] { ivy } }) }, Some.Key()))));
    }

    private DateOnly Week()
    {
        var day = centre.NextFreeMonday(days: 8);
        return _week = day;
    }

    /// <summary>How often the instances' logs speak of one.</summary>
    private int Deadlocks() => $"{centre.One.Said}{centre.Two.Said}".Split("40P01").Length - 1;

    private Task<int> OverlapsAsync() => centre.Value<int>("select count(*) from reservation a join reservation b on a.resource_id = b.resource_id and a.id < b.id and a.during && b.during");
}
