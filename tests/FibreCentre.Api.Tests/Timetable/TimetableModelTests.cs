using System.Collections.Concurrent;
using System.Globalization;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using MediatR;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Timetable;

/// <summary>
/// Random sequences of planning, moving, shifting, closing, leave, approving and ending through the real use cases and PostgreSQL, beside a model in memory: after every
/// step the two must agree about every reservation. TIMETABLE_MODEL_SEQUENCES says how many; a difference prints its seed and the steps that led to it.
/// </summary>
public sealed class TimetableModelTests(ITestOutputHelper output)
{
    private const int Workers = 2;

    [Fact]
    public async Task Whatever_is_planned_moved_closed_and_released_database_and_model_agree()
    {
        var sequences = int.TryParse(Environment.GetEnvironmentVariable("TIMETABLE_MODEL_SEQUENCES"), CultureInfo.InvariantCulture, out var asked) ? asked : 100;
        var (differences, steps, outcomes) = await RunAsync(sequences, () => new TimetableModel());

        output.WriteLine($"{sequences} sequences, {steps} steps");
        foreach (var (what, count) in outcomes.OrderBy(each => each.Key, StringComparer.Ordinal)) output.WriteLine($"{count,7}  {what}");
        Assert.True(differences.IsEmpty, differences.FirstOrDefault());
        foreach (var done in new[] { "plan", "move", "shift", "out", "approve", "settle", "end" }) Assert.True(outcomes.GetValueOrDefault($"{done}: done") > 0, $"{done} never succeeded");
        foreach (var refused in new[] { "plan: resources-taken", "move: resources-taken", "move: sessions-overlap", "shift: resources-taken", "out: outage-there" }) Assert.True(outcomes.GetValueOrDefault(refused) > 0, $"{refused} never happened");
    }

    [Fact]
    public async Task Control_a_model_that_forgets_the_time_for_setting_up_is_found_out()
    {
        var (differences, _, _) = await RunAsync(200, () => new TimetableModel { SetUp = TimeSpan.Zero });
        Assert.False(differences.IsEmpty, "the sequences never came where the wrong rule matters");
    }

    private static async Task<(ConcurrentQueue<string> Differences, int Steps, IReadOnlyDictionary<string, int> Outcomes)> RunAsync(int sequences, Func<TimetableModel> model)
    {
        var differences = new ConcurrentQueue<string>();
        var outcomes = new ConcurrentDictionary<string, int>();
        var (next, steps) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            var centre = new TestCentre();
            await centre.InitializeAsync();
            try
            {
                await centre.Run("update bay_kind set set_up_minutes = 15, clear_away_minutes = 10, travel_minutes = 5; update instructor set max_minutes_day = 405, max_minutes_week = 900 where code = 'IVY'");
                while (Interlocked.Increment(ref next) is var seed && seed <= sequences && differences.IsEmpty)
                {
                    var walk = new TimetableWalk(centre, model(), new Random(seed), outcomes);
                    if (await walk.RunAsync() is { } difference) differences.Enqueue($"seed {seed}\n{difference}");
                    Interlocked.Add(ref steps, walk.Steps);
                }
            }
            finally
            {
                await centre.DisposeAsync();
            }
        })));
        return (differences, steps, outcomes);
    }
}

/// <summary>What the timetable should be: sessions of one-day cohorts, a bay and a teacher each, and what is out of use.</summary>
internal sealed class TimetableModel
{
    internal sealed class Session
    {
        public required Guid Id, Cohort;
        public required DateTimeOffset Start, End;
        public Guid? Bay, Teacher;
    }

    internal sealed class Out
    {
        public required Guid Id, Resource;
        public required DateTimeOffset Start, End;
        public required string State;
    }

    public TimeSpan SetUp { get; init; } = TimeSpan.FromMinutes(15);

    public TimeSpan ClearAway { get; } = TimeSpan.FromMinutes(10);

    public TimeSpan Travel { get; } = TimeSpan.FromMinutes(5);

    public List<Session> Sessions { get; } = [];

    public List<Out> Outs { get; } = [];

    /// <summary>Who may teach no more than 405 minutes a day and 900 a week.</summary>
    public Guid Limited { get; set; }

    /// <summary>What each session keeps: wide, but never into the cohort's own next use of the same.</summary>
    public IEnumerable<(Guid Session, Guid Resource, DateTimeOffset Start, DateTimeOffset End)> Kept() => Kept(Sessions);

    private IEnumerable<(Guid Session, Guid Resource, DateTimeOffset Start, DateTimeOffset End)> Kept(IReadOnlyList<Session> sessions)
    {
        foreach (var session in sessions)
            foreach (var (resource, before, after) in Uses(session))
            {
                var own = sessions.Where(each => each.Cohort == session.Cohort && each != session && (each.Bay == resource || each.Teacher == resource)).ToList();
                var (start, end) = (session.Start - before, session.End + after);
                // The one before clears away first; what is left of the gap is for setting up.
                foreach (var earlier in own.Where(each => each.End <= session.Start)) start = Later(start, Earlier(session.Start, earlier.End + after));
                foreach (var later in own.Where(each => each.Start >= session.End)) end = Earlier(end, later.Start);
                yield return (session.Id, resource, start, end);
            }
    }

    public IEnumerable<(Guid Resource, TimeSpan Before, TimeSpan After)> Uses(Session session)
    {
        if (session.Bay is { } bay) yield return (bay, SetUp, ClearAway);
        if (session.Teacher is { } teacher) yield return (teacher, Travel, Travel);
    }

    /// <summary>Whether these sessions could stand as they are given, all at once.</summary>
    /// <param name="wanted">With what is asked about of each.</param>
    /// <param name="become">The same sessions as they would be, where not all of that is asked about.</param>
    public bool Fits(IReadOnlyList<Session> wanted, IReadOnlyList<Session>? become = null)
    {
        var gone = wanted.Select(each => each.Id).ToHashSet();
        var kept = Kept().Where(each => !gone.Contains(each.Session)).ToList();
        foreach (var session in wanted)
            foreach (var (resource, before, after) in Uses(session))
            {
                var (start, end) = (session.Start - before, session.End + after);
                if (kept.Exists(each => each.Resource == resource && Sessions.First(other => other.Id == each.Session).Cohort != session.Cohort && each.Start < end && start < each.End)) return false;
                if (Outs.Exists(each => each.Resource == resource && each.State != "withdrawn" && each.Start < end && start < each.End)) return false;
            }
        // What the others of the cohort keep grows where one moves away from them: into nothing that is out of use.
        var now = Kept().ToDictionary(each => (each.Session, each.Resource));
        foreach (var each in Kept([.. Sessions.Where(each => !gone.Contains(each.Id)), .. become ?? wanted]).Where(each => !gone.Contains(each.Session)))
        {
            var was = now[(each.Session, each.Resource)];
            if (Outs.Exists(outage => outage.Resource == each.Resource && outage.State != "withdrawn"
                && (each.Start < was.Start && outage.Start < was.Start && each.Start < outage.End || each.End > was.End && outage.End > was.End && outage.Start < each.End))) return false;
        }
        var all = Sessions.Where(each => !gone.Contains(each.Id)).Concat(wanted).Where(each => each.Teacher == Limited).ToList();
        return all.GroupBy(each => Day(each.Start)).All(day => !wanted.Any(each => each.Teacher == Limited && Day(each.Start) == day.Key) || Minutes(day) <= 405)
            && all.GroupBy(each => CentreFacilities.Monday(Day(each.Start))).All(week => !wanted.Any(each => each.Teacher == Limited && CentreFacilities.Monday(Day(each.Start)) == week.Key) || Minutes(week) <= 900);
    }

    public List<Session> Hit(Out outage) => [.. Kept().Where(each => each.Resource == outage.Resource && each.Start < outage.End && outage.Start < each.End).Select(each => Sessions.First(session => session.Id == each.Session))];

    public IEnumerable<string> Lines() =>
        Kept().Select(each => $"{each.Session} {each.Resource} {each.Start.UtcDateTime:MMdd HHmm}-{each.End.UtcDateTime:MMdd HHmm}")
            .Concat(Outs.Where(each => each.State == "in-force").Select(each => $"{each.Id} {each.Resource} {each.Start.UtcDateTime:MMdd HHmm}-{each.End.UtcDateTime:MMdd HHmm}")).Order(StringComparer.Ordinal);

    private static double Minutes(IEnumerable<Session> sessions) => sessions.Sum(each => (each.End - each.Start).TotalMinutes);

    private static DateOnly Day(DateTimeOffset at) => TestCentre.Time.DayOf(at);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>One sequence: five days, two classrooms, three instructors.</summary>
internal sealed class TimetableWalk(TestCentre centre, TimetableModel model, Random random, ConcurrentDictionary<string, int> outcomes)
{
    private const int StepsASequence = 12;
    private static readonly DateOnly Monday = new(2026, 11, 23);

    private readonly List<string> _said = [];
    private List<Guid> _bays = [], _teachers = [];

    public int Steps { get; private set; }

    public async Task<string?> RunAsync()
    {
        // Everything of the sequence before.
        await centre.Run("delete from reservation; delete from message; delete from outage; delete from session_change; delete from session; delete from cohort");
        _bays = await centre.Column<Guid>("select id from bay where bay_kind = 'classroom' order by code limit 2");
        _teachers = await centre.Column<Guid>("select id from instructor order by code");
        model.Limited = await centre.Value<Guid>("select id from instructor where code = 'IVY'");
        for (var step = 0; step < StepsASequence; step++)
        {
            Steps++;
            var difference = await (random.Next(10) switch
            {
                < 3 => PlanAsync(),
                < 6 => MoveAsync(),
                6 => ShiftAsync(),
                7 => TakeOutAsync(),
                8 => ApproveAsync(),
                _ => EndAsync(),
            }) ?? await CompareAsync();
            if (difference is not null) return $"{string.Join('\n', _said)}\n{difference}";
        }
        return null;
    }

    private async Task<string?> PlanAsync()
    {
        var (day, bay, teacher) = (RandomDay(), Pick(_bays), Pick(_teachers));
        var cohort = Guid.NewGuid();
        List<TimetableModel.Session> wanted = [Wanted("08:30", "12:15"), Wanted("13:00", "16:00")];
        var fits = model.Fits(wanted);
        var answer = await SayAsync("plan", $"{day:ddd} {Short(bay)} {Short(teacher)}", new PlanCohort(new("FTC-101"), day, 6, [new(1, [bay], [teacher]), new(2, [bay], [teacher])]));
        if (Disagrees(answer, fits, "resources-taken") is { } difference) return difference;
        if (!answer.Succeeded) return null;
        var ids = await centre.Column<Guid>("select id from session where cohort_id = $1 order by number", answer.Value.Id);
        model.Sessions.AddRange(wanted.Select((each, index) => new TimetableModel.Session { Id = ids[index], Cohort = answer.Value.Id, Start = each.Start, End = each.End, Bay = bay, Teacher = teacher }));
        return null;

        TimetableModel.Session Wanted(string from, string to) => new() { Id = Guid.NewGuid(), Cohort = cohort, Start = At(day, from), End = At(day, to), Bay = bay, Teacher = teacher };
    }

    private async Task<string?> MoveAsync()
    {
        if (model.Sessions.Count == 0) return null;
        var session = Pick(model.Sessions);
        var (day, hour) = (RandomDay(), random.Next(8, 17));
        var ends = random.Next(3) == 0 ? (TimeOnly?)new TimeOnly(Math.Min(hour + random.Next(1, 4), 18), 0) : null;
        var swaps = new List<Swap>();
        if (session.Bay is { } bay && random.Next(3) == 0) swaps.Add(new(bay, _bays.First(each => each != bay)));
        if (session.Teacher is { } teacher && random.Next(3) == 0) swaps.Add(new(teacher, Pick([.. _teachers.Where(each => each != teacher)])));
        var start = TestCentre.Time.At(day, new(hour, 0));
        var wanted = new TimetableModel.Session
        {
            Id = session.Id, Cohort = session.Cohort, Start = start, End = ends is { } end ? TestCentre.Time.At(day, end) : start + (session.End - session.Start),
            Bay = swaps.Find(each => each.From == session.Bay)?.To ?? session.Bay, Teacher = swaps.Find(each => each.From == session.Teacher)?.To ?? session.Teacher,
        };
        if (session.Bay is null) wanted.Bay = null;
        if (session.Teacher is null) wanted.Teacher = null;
        var sibling = model.Sessions.Find(each => each.Cohort == session.Cohort && each != session)!;
        var sameTime = wanted.Start == session.Start && wanted.End == session.End;
        // At its own time only what is new is asked about.
        var asked = sameTime ? new() { Id = wanted.Id, Cohort = wanted.Cohort, Start = wanted.Start, End = wanted.End, Bay = wanted.Bay == session.Bay ? null : wanted.Bay, Teacher = wanted.Teacher == session.Teacher ? null : wanted.Teacher } : wanted;
        var refusal = !sameTime && wanted.End > TestCentre.Time.At(day, new(17, 30)) ? "outside-opening-hours"
            : wanted.Start < sibling.End && sibling.Start < wanted.End ? "sessions-overlap"
            : !model.Fits([asked], [wanted]) ? "resources-taken" : null;
        var answer = await SayAsync("move", $"{Short(session.Id)} {day:ddd} {hour}:00-{ends} {string.Join(' ', swaps.Select(each => $"{Short(each.From!.Value)}>{Short(each.To!.Value)}"))}", new MoveSession(new(session.Id), day, new(hour, 0), null, ends, swaps));
        if (Disagrees(answer, refusal is null, refusal ?? "") is { } difference) return difference;
        if (answer.Succeeded) (session.Start, session.End, session.Bay, session.Teacher) = (wanted.Start, wanted.End, wanted.Bay, wanted.Teacher);
        return null;
    }

    private async Task<string?> ShiftAsync()
    {
        if (model.Sessions.Count == 0) return null;
        var cohort = Pick(model.Sessions).Cohort;
        var own = model.Sessions.Where(each => each.Cohort == cohort).OrderBy(each => each.Start).ToList();
        var first = RandomDay();
        var wanted = own.ConvertAll(each =>
        {
            var day = first;
            for (var distance = WorkingDays(Day(own[0]), Day(each)); distance > 0; distance--) day = Next(day);
            var start = TestCentre.Time.At(day, TestCentre.Time.TimeOf(each.Start));
            return new TimetableModel.Session { Id = each.Id, Cohort = cohort, Start = start, End = start + (each.End - each.Start), Bay = each.Bay, Teacher = each.Teacher };
        });
        var stays = wanted.Zip(own).All(pair => pair.First.Start == pair.Second.Start);
        var fits = stays || model.Fits([.. wanted.Zip(own).Where(pair => pair.First.Start != pair.Second.Start).Select(pair => pair.First)]);
        var answer = await SayAsync("shift", $"{Short(cohort)} {first:ddd}", new ShiftCohort(new(cohort), first, null, Substitute: false));
        if (Disagrees(answer, fits, "resources-taken") is { } difference) return difference;
        if (answer.Succeeded) foreach (var (to, session) in wanted.Zip(own)) (session.Start, session.End) = (to.Start, to.End);
        return null;
    }

    private async Task<string?> TakeOutAsync()
    {
        var isBay = random.Next(2) == 0;
        var (resource, day) = (Pick(isBay ? _bays : _teachers), RandomDay());
        var last = random.Next(3) == 0 ? Next(day) : day;
        var from = random.Next(2) == 0 ? (TimeOnly?)new TimeOnly(random.Next(8, 16), 0) : null;
        var wanted = new TimetableModel.Out
        {
            Id = Guid.Empty, Resource = resource, Start = TestCentre.Time.At(day, from ?? TimeOnly.MinValue), End = TestCentre.Time.At(last.AddDays(1), TimeOnly.MinValue), State = "",
        };
        var there = model.Outs.Exists(each => each.Resource == resource && each.State != "withdrawn" && each.Start < wanted.End && wanted.Start < each.End);
        var answer = await SayAsync("out", $"{Short(resource)} {day:ddd}-{last:ddd} {from}", new TakeOutOfUse(isBay ? OutageKind.Closure : OutageKind.Leave, resource, day, last, from, null, "x"));
        if (Disagrees(answer, !there, "outage-there") is { } difference) return difference;
        if (!answer.Succeeded) return null;
        var state = model.Hit(wanted).Count > 0 ? "proposed" : "in-force";
        if (answer.Value.State != state) return $"{state} was expected, not {answer.Value.State}";
        model.Outs.Add(new() { Id = answer.Value.Id, Resource = resource, Start = wanted.Start, End = wanted.End, State = state });
        return null;
    }

    private async Task<string?> ApproveAsync()
    {
        if (model.Outs.FindAll(each => each.State == "proposed") is not { Count: > 0 } waiting) return null;
        var outage = Pick(waiting);
        var hit = model.Hit(outage);
        if (random.Next(2) == 0)
        {
            var left = await SayAsync("approve", $"{Short(outage.Id)} without", new ApproveOutage(new(outage.Id), [.. hit.Select(each => new HitDecision(each.Id, Without: true))]));
            if (Disagrees(left, true, "") is { } difference) return difference;
            foreach (var session in hit) (session.Bay, session.Teacher) = (session.Bay == outage.Resource ? null : session.Bay, session.Teacher == outage.Resource ? null : session.Teacher);
            outage.State = "in-force";
            return null;
        }
        var settled = await SayAsync("settle", $"{Short(outage.Id)} as proposed", new ApproveOutage(new(outage.Id), []));
        if (!settled.Succeeded) return settled.Error.Code == "impact-not-settled" ? null : $"impact-not-settled was expected, not {settled.Error.Code}";
        return await TakeOverAsync(outage, hit);
    }

    /// <summary>Where the product chose, the model cannot foretell what: it checks what must be true of any choice, and takes it over.</summary>
    private async Task<string?> TakeOverAsync(TimetableModel.Out outage, List<TimetableModel.Session> hit)
    {
        var touched = hit.Select(each => each.Cohort).ToHashSet();
        outage.State = "in-force";
        foreach (var session in model.Sessions)
        {
            var slot = await centre.Column<string>("select to_char(lower(during) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || '/' || to_char(upper(during) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') from session where id = $1", session.Id);
            var (start, end) = (Utc(slot[0].Split('/')[0]), Utc(slot[0].Split('/')[1]));
            var (bay, teacher) = (await ServesAsync("bay"), await ServesAsync("instructor"));
            if (!touched.Contains(session.Cohort) && (start, end, bay, teacher) != (session.Start, session.End, session.Bay, session.Teacher)) return $"{Short(session.Id)} was not hit and has changed";
            if (end - start != session.End - session.Start) return $"{Short(session.Id)} has another length";
            if ((bay is null) != (session.Bay is null) || (teacher is null) != (session.Teacher is null)) return $"{Short(session.Id)} has lost or gained something";
            (session.Start, session.End, session.Bay, session.Teacher) = (start, end, bay, teacher);

            async Task<Guid?> ServesAsync(string kind) => (await centre.Column<Guid>("select resource_id from reservation where session_id = $1 and resource_kind = $2", session.Id, kind)) is [var one, ..] ? one : null;
        }
        return model.Hit(outage).Count == 0 ? null : "something is still there";
    }

    private async Task<string?> EndAsync()
    {
        if (model.Outs.Count == 0) return null;
        var outage = Pick(model.Outs);
        var answer = await SayAsync("end", Short(outage.Id), new EndOutage(new(outage.Id)));
        if (Disagrees(answer, outage.State != "withdrawn", "outage-over") is { } difference) return difference;
        outage.State = "withdrawn";
        return null;
    }

    private async Task<string?> CompareAsync()
    {
        var there = await centre.Column<string>("""
            select coalesce(session_id, outage_id) || ' ' || resource_id || ' ' || to_char(lower(during) at time zone 'UTC', 'MMDD HH24MI') || '-' || to_char(upper(during) at time zone 'UTC', 'MMDD HH24MI')
            from reservation
            """);
        there.Sort(StringComparer.Ordinal);
        var wanted = model.Lines().ToList();
        return there.SequenceEqual(wanted) ? null : $"only in the database: {string.Join("; ", there.Except(wanted))}\nonly in the model: {string.Join("; ", wanted.Except(there))}";
    }

    private async Task<Result<T>> SayAsync<T>(string what, string how, IRequest<Result<T>> request)
    {
        var answer = await centre.App.SendAsync(request, centre.Cast.Coordinator.Actor);
        _said.Add($"{what} {how}: {(answer.Succeeded ? "done" : $"{answer.Error.Code} {answer.Error.Detail}")}");
        outcomes.AddOrUpdate($"{what}: {(answer.Succeeded ? "done" : answer.Error.Code)}", 1, (_, count) => count + 1);
        return answer;
    }

    private static string? Disagrees<T>(Result<T> answer, bool expected, string code) =>
        answer.Succeeded == expected && (expected || answer.Error!.Code == code) ? null : $"{(expected ? "done" : code)} was expected, not {(answer.Succeeded ? "done" : answer.Error.Code)}";

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private DateOnly RandomDay() => Monday.AddDays(random.Next(5));

    private static DateTimeOffset At(DateOnly day, string time) => TestCentre.Time.At(day, TimeOnly.Parse(time, CultureInfo.InvariantCulture));

    private static DateOnly Day(TimetableModel.Session session) => TestCentre.Time.DayOf(session.Start);

    private static DateOnly Next(DateOnly day) => day.DayOfWeek == DayOfWeek.Friday ? day.AddDays(3) : day.AddDays(1);

    private static int WorkingDays(DateOnly first, DateOnly day)
    {
        var count = 0;
        for (var at = first; at < day; at = Next(at)) count++;
        return count;
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Short(Guid id) => id.ToString()[^4..];
}
