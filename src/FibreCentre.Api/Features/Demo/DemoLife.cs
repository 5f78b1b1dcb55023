using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Quality;

namespace FibreCentre.Api.Features.Demo;

/// <summary>
/// Lives through the demo's past: everybody does what they would have done when they would have done it, by the same requests as in life, and the scheduler
/// ticks every morning. A cohort that cannot be planned (a holiday, a qualification that was not held yet) is left out with all that hangs on it.
/// </summary>
internal sealed class DemoLife(DemoCentre demo, LoadedDemo loaded, DemoPeople people, DemoClock clock, Func<CancellationToken, Task> tick)
{
    private const int PlannedDaysAhead = 28, BookedDaysAhead = 10, ConfirmedDaysAhead = 7;

    /// <summary>The quality assurer has looked at what was drawn from cohorts so long ago; what is younger waits for whoever tries the demo.</summary>
    private const int ReviewedWeeksAgo = 3;

    private static readonly TimeOnly Morning = new(7, 0);

    private readonly PriorityQueue<Func<CancellationToken, Task>, DateTimeOffset> _coming = new();

    /// <param name="today">The day on which the demo is made.</param>
    public async Task LiveAsync(DateOnly today, CancellationToken cancellationToken)
    {
        if (demo.Past is not { Cohorts.Count: > 0 } past) return;
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        foreach (var cohort in past.Cohorts)
        {
            var firstDay = loaded.Calendar.WorkingDay(monday.AddDays(-7 * cohort.WeeksAgo), 1);
            At(firstDay.AddDays(-PlannedDaysAhead), new(10, 0), token => PlanAsync(cohort, firstDay, token));
        }
        for (var day = FirstDay(past, today); day < today; day = day.AddDays(1)) At(day, Morning, tick);
        while (_coming.TryDequeue(out var happens, out var when) && loaded.Calendar.Time.DayOf(when) < today)
        {
            clock.Set(when);
            await happens(cancellationToken);
        }
    }

    /// <summary>The day on which it begins.</summary>
    public static DateOnly FirstDay(DemoPast? past, DateOnly today) => today.AddDays(-(7 * (past?.Cohorts.Select(each => each.WeeksAgo).DefaultIfEmpty().Max() ?? 0)) - PlannedDaysAhead - 7);

    private void At(DateOnly day, TimeOnly time, Func<CancellationToken, Task> happens) => At(loaded.Calendar.Time.At(day, time), happens);

    private void At(DateTimeOffset when, Func<CancellationToken, Task> happens) => _coming.Enqueue(happens, when);

    private async Task PlanAsync(DemoPastCohort past, DateOnly firstDay, CancellationToken cancellationToken)
    {
        var coordinator = people.With(Roles.Coordinator);
        var proposed = await people.TryAsync(coordinator, new ProposeCohort(past.Course, firstDay, past.Capacity), cancellationToken);
        if (!proposed.Succeeded) return;
        var teacher = loaded.Instructors[past.Instructor];
        var sessions = proposed.Value.Sessions
            .Where(each => each.InstructorsNeeded == 1 && each.Instructors.Any(choice => choice.Id == teacher && choice.WhyNot is null))
            .Select(each => new ChosenResources(each.Number, [.. each.Bays.Where(bay => bay.Proposed).Select(bay => bay.Id)], [teacher])).ToList();
        var planned = await people.TryAsync(coordinator, new PlanCohort(past.Course, firstDay, past.Capacity, sessions), cancellationToken);
        if (!planned.Succeeded) return;
        var (cohort, course) = (new CohortId(planned.Value.Id), await people.AskAsync(coordinator, new ShowCourse(past.Course, null), cancellationToken));
        await people.AskAsync(coordinator, new PublishCohort(cohort, null), cancellationToken);
        var attended = new Attended(past, course.Spec, cohort, people.Instructor(past.Instructor));
        At(firstDay.AddDays(-BookedDaysAhead), new(11, 0), token => BookAsync(attended, token));
        At(firstDay.AddDays(-BookedDaysAhead), new(11, 1), tick);
        At(firstDay.AddDays(-ConfirmedDaysAhead), new(9, 30), token => people.AskAsync(coordinator, new ConfirmCohort(cohort), token));
        At(loaded.Calendar.Time.At(firstDay, Morning), token => OpenAsync(attended, token));
    }

    private async Task BookAsync(Attended at, CancellationToken cancellationToken)
    {
        foreach (var provider in at.Past.Engineers.GroupBy(EmployerOf))
            await people.AskAsync(people.Booker(provider.Key), new BookPlaces(at.Cohort, $"{provider.Key}-{at.Past.Course.Value[4..]}-{at.Past.WeeksAgo:00}", [.. provider.Select(each => loaded.Trainees[each])], []), cancellationToken);
    }

    private string EmployerOf(string engineer) => demo.Past!.Engineers.First(each => each.Engineer.EmployeeReference == engineer).Provider;

    private async Task OpenAsync(Attended at, CancellationToken cancellationToken)
    {
        var cohort = await people.AskAsync(people.With(Roles.Coordinator), new ShowCohort(at.Cohort), cancellationToken);
        at.Places = at.Past.Engineers.ToDictionary(each => each, each => new PlaceId(cohort.Places.Single(place => place.TraineeId == loaded.Trainees[each]).Id));
        foreach (var session in cohort.Sessions) At(session.During.Starts.AddMinutes(4), token => RegisterAsync(at, new(session.Id), token));
        var end = cohort.Sessions.Max(each => each.During.Ends);
        At(end.AddHours(-2), token => AssessAsync(at, again: false, token));
        At(end.AddMinutes(-30), token => AssessAsync(at, again: true, token));
        var nextDay = loaded.Calendar.WorkingDay(cohort.LastDay.AddDays(1), 1);
        At(nextDay, new(9, 15), token => CountersignAsync(at, token));
        At(nextDay, new(11, 40), token => AppealAsync(at, token));
        if (at.Past.WeeksAgo >= ReviewedWeeksAgo) At(loaded.Calendar.WorkingDay(nextDay, 2), new(14, 10), ReviewAsync);
    }

    private async Task RegisterAsync(Attended at, SessionId session, CancellationToken cancellationToken)
    {
        foreach (var (engineer, place) in at.Places)
            await people.AskAsync(at.Instructor, new MarkAttendance(session, place, at.Past.Absent.Contains(engineer) ? AttendanceMark.Absent : AttendanceMark.Present), cancellationToken);
    }

    private async Task AssessAsync(Attended at, bool again, CancellationToken cancellationToken)
    {
        foreach (var ((engineer, place), number) in at.Places.Where(each => !at.Past.Absent.Contains(each.Key)).Select((each, index) => (each, index)))
            foreach (var unit in at.Course.Units)
            {
                var shortcoming = at.Past.Shortcomings.FirstOrDefault(each => each.Engineer == engineer && unit.Criteria.Any(criterion => criterion.Code == each.Criterion));
                if (again && shortcoming is not { DoneAgain: true }) continue;
                var fell = again ? null : shortcoming;
                await people.AskAsync(at.Instructor, new MarkCriteria(place, unit.Code, [.. unit.Criteria.Select(each => each.Code == fell?.Criterion ? NotMet(each) : Met(each, number))]), cancellationToken);
                var signed = await people.AskAsync(at.Instructor, new SignOff(place, unit.Code, fell?.Feedback, people.PasswordOf(at.Instructor)), cancellationToken);
                if (signed.Provisional) at.Provisional.Add((engineer, signed.DecisionId));
                if (fell is not null) at.Contestable[(engineer, unit.Code)] = signed.DecisionId;
            }
    }

    private async Task CountersignAsync(Attended at, CancellationToken cancellationToken)
    {
        var second = at.Past.Countersigner is { } code ? people.Instructor(code) : people.LastWith(Roles.Iqa);
        foreach (var (_, decision) in at.Provisional.Where(each => !at.Past.NotCountersigned.Contains(each.Engineer)))
            await people.AskAsync(second, new Countersign(decision, people.PasswordOf(second)), cancellationToken);
    }

    private async Task AppealAsync(Attended at, CancellationToken cancellationToken)
    {
        foreach (var appeal in at.Past.Appeals)
            await people.AskAsync(people.Booker(EmployerOf(appeal.Engineer)), new MakeAppeal(at.Contestable[(appeal.Engineer, appeal.Unit)], appeal.Reasons), cancellationToken);
    }

    private async Task ReviewAsync(CancellationToken cancellationToken)
    {
        var assurer = people.With(Roles.Iqa);
        foreach (var drawn in (await people.AskAsync(assurer, new ListReviews(), cancellationToken)).Decisions.Where(each => each.WhyNot is null))
            await people.AskAsync(assurer, new ReviewDecision(drawn.Id, ReviewVerdict.Agree), cancellationToken);
    }

    /// <summary>As people do it: within the limit, no two quite alike.</summary>
    private static MarkedCriterion Met(Criterion criterion, int number) => criterion.Limit is not { } limit
        ? new(criterion.Code, Verdict.Met)
        : new(criterion.Code, Readings: [.. Enumerable.Range(number, limit.Readings).Select(each => Within(limit, (each * 7 % 10) / 10m))]);

    private static MarkedCriterion NotMet(Criterion criterion) => criterion.Limit is not { } limit
        ? new(criterion.Code, Verdict.NotMet)
        : new(criterion.Code, Readings: [.. Enumerable.Repeat(Within(limit, 0), limit.Readings - 1), Beyond(limit)]);

    /// <param name="spread">0 to 1: how far from the better end of what passes.</param>
    private static decimal Within(MeasureLimit limit, decimal spread)
    {
        if (limit is { AtLeast: { } low, AtMost: { } high }) return decimal.Round(low + ((high - low) * (0.4m + (0.4m * spread))), limit.Decimals);
        if (limit.AtLeast is { } least) return decimal.Round(least * (1.2m - (0.2m * spread)), limit.Decimals);
        if (limit.AtMost is { } most) return decimal.Round(most - (Math.Abs(most) * (0.7m - (0.6m * spread))), limit.Decimals);
        return limit.Above is { } above ? above + 1 : limit.Below!.Value - 1;
    }

    private static decimal Beyond(MeasureLimit limit)
    {
        if (limit.AtMost is { } most) return decimal.Round(most + Math.Max(Math.Abs(most) * 0.5m, 1), limit.Decimals);
        if (limit.AtLeast is { } least) return decimal.Round(least * 0.8m, limit.Decimals);
        return limit.Above ?? limit.Below!.Value;
    }

    /// <summary>A cohort, from its first morning on.</summary>
    private sealed record Attended(DemoPastCohort Past, CourseSpec Course, CohortId Cohort, Actor Instructor)
    {
        public IReadOnlyDictionary<string, PlaceId> Places { get; set; } = new Dictionary<string, PlaceId>();

        public List<(string Engineer, Guid Decision)> Provisional { get; } = [];

        public Dictionary<(string Engineer, string Unit), Guid> Contestable { get; } = [];
    }
}
