using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Practising;

/// <summary>Two instances and everybody at once. Each guard has its control: with it taken away the same run goes wrong.</summary>
public sealed class PracticeRaceTests(TwoInstances centre) : IClassFixture<TwoInstances>
{
    private static readonly string Overlaps = "select count(*) from reservation a join reservation b on a.resource_id = b.resource_id and a.id < b.id and a.during && b.during";

    private int _week;

    [Fact]
    public async Task Two_bookers_who_want_the_same_bay_at_once_are_told_apart_and_the_second_is_told_what_is_free()
    {
        for (var round = 1; round <= 8; round++)
        {
            var answers = await TwoBookersAsync();

            Assert.True(answers.Select(answer => answer.Status).Order().SequenceEqual([201, 409]), $"{answers[0]}\n{answers[1]}\n{centre.One.Said}\n{centre.Two.Said}");
            var refusal = answers.Single(answer => answer.Status == 409);
            Assert.Equal("practice-taken", refusal.Problem);
            Assert.Equal(3, refusal.Json.GetProperty("instead").GetArrayLength());
        }
        Assert.Equal(0, await centre.Value<int>(Overlaps));
    }

    [Fact]
    public async Task Control_without_the_exclusion_constraint_both_get_the_bay()
    {
        var constraint = await centre.Value<string>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'nothing_in_two_places'");
        await centre.Run("alter table reservation drop constraint nothing_in_two_places");
        try
        {
            for (var round = 1; round <= 20 && await centre.Value<int>(Overlaps) == 0; round++) await TwoBookersAsync();
            Assert.NotEqual(0, await centre.Value<int>(Overlaps));
        }
        finally
        {
            // What the control has spoilt goes, or the constraint could not come back.
            await centre.Run($"delete from reservation a using reservation b where a.resource_id = b.resource_id and a.id > b.id and a.during && b.during; alter table reservation add constraint nothing_in_two_places {constraint}");
        }
    }

    [Fact]
    public async Task Eight_who_book_for_one_person_at_once_get_the_hours_of_a_week_and_not_one_more()
    {
        for (var round = 1; round <= 3; round++)
        {
            var answers = await EightForOneAsync();
            Assert.True(Tally(answers) == "201 x 4, 409 practice-hours-spent x 4", $"{Tally(answers)}\n{centre.One.Said}\n{centre.Two.Said}");
        }
    }

    [Fact]
    public async Task Control_without_the_lock_more_hours_are_booked_than_the_week_has()
    {
        var withLock = await centre.Value<string>("select pg_get_functiondef('lock_person'::regproc)");
        await centre.Run("create or replace function lock_person(person uuid) returns void language sql volatile as 'select pg_sleep(0)'");
        try
        {
            var most = 0;
            for (var round = 1; round <= 10 && most <= 4; round++) most = (await EightForOneAsync()).Count(answer => answer.Status == 201);
            Assert.True(most > 4, "the race was not met: the test would not see the bug either");
        }
        finally
        {
            await centre.Run(withLock);
        }
    }

    private async Task<Answer[]> TwoBookersAsync()
    {
        var (bay, day) = (await centre.Bay("SB-1"), await NextWeekAsync());
        return await Task.WhenAll(
            Task.Run(() => centre.One.ClientOf(centre.Cast.NorthBooker).Practises(bay, day, "10:00", trainee: centre.Cast.NorthTrainee.Trainee)),
            Task.Run(() => centre.Two.ClientOf(centre.Cast.SouthBooker).Practises(bay, day, "10:30", trainee: centre.Cast.SouthTrainee.Trainee)));
    }

    /// <summary>An hour each from eight to four, all for one engineer, by the engineer and the booker.</summary>
    private async Task<Answer[]> EightForOneAsync()
    {
        var (bay, day) = (await centre.Bay("SB-1"), await NextWeekAsync());
        HttpClient[] clients = [centre.One.ClientOf(centre.Cast.NorthBooker), centre.Two.ClientOf(centre.Cast.NorthTrainee), centre.Two.ClientOf(centre.Cast.NorthBooker), centre.One.ClientOf(centre.Cast.NorthTrainee)];
        return await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            clients[number % clients.Length].Practises(bay, day, $"{8 + number:00}:00", trainee: centre.Cast.NorthTrainee.Trainee))));
    }

    /// <summary>A Tuesday of a week in which nobody has practised yet.</summary>
    private async Task<DateOnly> NextWeekAsync()
    {
        await centre.Run("update centre set practice_days_ahead = 180");
        var day = TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(4);
        while (day.DayOfWeek != DayOfWeek.Tuesday) day = day.AddDays(1);
        day = day.AddDays(7 * (_week++ % 20));
        await centre.Run($"update practice set state = 'released', released_at = now() where during && tstzrange('{day.AddDays(-1):yyyy-MM-dd}', '{day.AddDays(6):yyyy-MM-dd}') and state = 'booked'; delete from reservation where practice_id is not null and during && tstzrange('{day.AddDays(-1):yyyy-MM-dd}', '{day.AddDays(6):yyyy-MM-dd}')");
        return day;
    }

    private static string Tally(Answer[] answers) => string.Join(", ", answers.GroupBy(each => $"{each.Status}{(each.Problem is { } problem ? $" {problem}" : "")}").OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} x {each.Count()}"));
}
