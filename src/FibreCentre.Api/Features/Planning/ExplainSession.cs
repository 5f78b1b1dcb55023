using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Planning;
using FibreCentre.Planning;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Why a session of a draft is where it is: what each other day would mean with everything else left as it is. With a day, also what it would take to have it there with others moving.</summary>
/// <param name="Key">As the draft names the session.</param>
/// <param name="WhatIf">Null asks only why it is here.</param>
public sealed record ExplainSession(PlanningRunId Run, string Key, DateOnly? WhatIf = null) : IQuery<ExplainedSession>;

/// <param name="Days">Ten working days before and after where it is.</param>
public sealed record ExplainedSession(string Cohort, string Title, DateOnly Day, TimeOnly Starts, IReadOnlyList<DayExplained> Days, WhatIfAnswer? WhatIf);

/// <param name="Extra">What the plan would cost more there; null where it cannot be.</param>
/// <param name="Starts">When it would begin; null where it cannot be.</param>
/// <param name="Reasons">Why it cannot be; empty where it can.</param>
public sealed record DayExplained(DateOnly Day, int? Extra, TimeOnly? Starts, IReadOnlyList<string> Reasons);

/// <param name="Possible">Whether a way was found to have it there, with others moving.</param>
/// <param name="IsOutside">Nothing was sought: the centre is shut that day, or the draft does not look so far.</param>
/// <param name="Extra">What that plan costs more, without what moving others costs.</param>
/// <param name="Moved">Other sessions that would move.</param>
public sealed record WhatIfAnswer(DateOnly Day, bool Possible, bool IsOutside, long Extra, IReadOnlyList<string> Moved);

internal sealed class ExplainSessionHandler(CentreDbContext db, TimetableReading timetable) : IRequestHandler<ExplainSession, Result<ExplainedSession>>
{
    private const int DaysAround = 10;

    /// <summary>One such search at a time in each instance: the others wait their turn, and the rest of the product does not.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Somebody waits for the answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<Result<ExplainedSession>> Handle(ExplainSession request, CancellationToken cancellationToken)
    {
        if (await db.PlanningRuns.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Run, cancellationToken) is not { } run) return PlanningErrors.RunNotFound();
        if (!run.IsOpen) return run.IsFinished ? PlanningErrors.AlreadyDecided(run.State) : PlanningErrors.NotFinished();
        var read = await timetable.ReadAsync(PlanningJson.Read<PlanAsked>(run.Asked), await db.PlanningWeights.AsNoTracking().SingleAsync(each => each.Number == run.Weights, cancellationToken), cancellationToken);
        if (!read.Succeeded) return read.Error;
        var table = read.Value;
        if (table.Sessions.FirstOrDefault(each => each.Key == request.Key) is not { } session) return CohortErrors.SessionNotFound();
        var plan = table.StartFrom(PlanningJson.Read<PlanDraft>(run.Draft!));
        if (!plan.Placements.TryGetValue(session.Key, out var at)) return PlanningErrors.SessionNotPlaced();
        WhyHere why;
        try
        {
            why = WhyHere.Of(table.Problem, plan, session.Key);
        }
        catch (ArgumentException)
        {
            // Something else stands there by now.
            return PlanningErrors.NoLongerFits([$"{session.Cohort.Label}, {session.Pattern.Title}: somebody else has taken its place in the timetable."]);
        }
        var words = new DraftWords(table);
        return new ExplainedSession(
            session.Cohort.Label, session.Pattern.Title, table.Days[at.Day], table.PlaceOf(session, at).Starts,
            [.. why.Days.Where(each => each.Day != at.Day && Math.Abs(each.Day - at.Day) <= DaysAround).OrderBy(each => each.Day)
                .Select(each => new DayExplained(table.Days[each.Day], each.Extra, each.Place is { } place ? table.PlaceOf(session, place).Starts : null, [.. each.Causes.Select(cause => words.Say(cause, session, then: true))]))],
            request.WhatIf is { } asked ? await AskAsync(asked) : null);

        async Task<WhatIfAnswer> AskAsync(DateOnly day)
        {
            var index = table.Days.Index().FirstOrDefault(each => each.Item == day, (-1, default)).Index;
            if (index < 0) return new(day, Possible: false, IsOutside: true, 0, []);
            await Turn.WaitAsync(cancellationToken);
            FibreCentre.Planning.WhatIf found;
            try
            {
                found = WhatIf.OnDay(table.Problem, plan, session.Key, index, new() { Time = Patience }, cancellationToken);
            }
            finally
            {
                Turn.Release();
            }
            var known = table.Sessions.ToDictionary(each => each.Key);
            return new(day, found.Result.Plan.Placements.ContainsKey(session.Key), IsOutside: false, found.Extra, [.. found.Moved.Select(key => $"{known[key].Cohort.Label}, {known[key].Pattern.Title}")]);
        }
    }
}
