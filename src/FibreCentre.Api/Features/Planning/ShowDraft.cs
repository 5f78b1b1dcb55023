using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Planning;
using FibreCentre.Planning;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>The latest runs, newest first.</summary>
public sealed record ListPlanningRuns : IQuery<ListedPlanningRuns>;

public sealed record ListedPlanningRuns(IReadOnlyList<PlanningRunLine> Runs);

/// <param name="Words">What was asked for, such as <c>2 cohorts of FTC-210</c>.</param>
/// <param name="Draft">Which draft of its plan it is, from 1.</param>
public sealed record PlanningRunLine(Guid Id, string Words, int Draft, string State, int? Unplaced, long? Cost, string AskedBy, DateTimeOffset AskedAt);

/// <summary>A run with the best it has found, and why the rest has no place.</summary>
public sealed record ShowPlanningRun(PlanningRunId Run) : IQuery<PlanningRunAnswer>;

/// <summary>Drafts beside each other, as many as six, in the order asked for.</summary>
public sealed record CompareDrafts(IReadOnlyList<Guid> Runs) : IQuery<ComparedDrafts>
{
    internal const int Most = 6;
}

public sealed record ComparedDrafts(IReadOnlyList<PlanningRunAnswer> Runs);

/// <param name="Words">What was asked for.</param>
/// <param name="Draft">Which draft of its plan it is, from 1; the others are in <paramref name="Others"/>.</param>
/// <param name="Weights">The version of the weights it uses.</param>
/// <param name="Share">How much of its time is spent, 0 to 1.</param>
/// <param name="TimetableChanged">Whether anything in the timetable is other than when it was read. That need not break the draft.</param>
/// <param name="Best">Null while there is nothing yet.</param>
/// <param name="Unplaced">Why sessions have no place, once it has ended.</param>
public sealed record PlanningRunAnswer(
    Guid Id, string Words, int Draft, string State, bool Repair, IReadOnlyList<CohortsWanted> Asked, IReadOnlyList<OutageLine> Outages, int Seconds, int Weights, string AskedBy, DateTimeOffset AskedAt, double Share, bool Stopping, string? Failure,
    string? DecidedBy, DateTimeOffset? DecidedAt, bool TimetableChanged, DraftAnswer? Best, IReadOnlyList<UnplacedAnswer> Unplaced, IReadOnlyList<OtherDraft> Others);

public sealed record OtherDraft(Guid Id, int Draft, string State);

/// <param name="Cost">All that is paid for; lower is better.</param>
/// <param name="Unplaced">Sessions without a place.</param>
/// <param name="Hit">Announced sessions in the way of the outages.</param>
/// <param name="Moved">Announced sessions that change.</param>
/// <param name="Retimed">Those of them that change to another time; the others only to another bay or instructor.</param>
public sealed record DraftAnswer(long Cost, int Unplaced, int Hit, int Moved, int Retimed, IReadOnlyList<CostAnswer> Costs, IReadOnlyList<LoadAnswer> Loads, IReadOnlyList<DraftCohortAnswer> Cohorts);

public sealed record CostAnswer(string Words, long Amount);

/// <param name="Minutes">In the days that were looked at, with what was planned before.</param>
public sealed record LoadAnswer(string Name, int Minutes);

/// <param name="CohortId">Null for one that is new.</param>
/// <param name="ChangesOfPeople">How often the next session has somebody else.</param>
/// <param name="ChangesOfBay">How often the next session in the same kind of bay is in another one.</param>
public sealed record DraftCohortAnswer(
    string Label, string Course, string Title, int Places, Guid? CohortId, DateOnly? DueBy, bool Placed, DateOnly? FirstDay, DateOnly? LastDay, int DaysOnSite, int ChangesOfPeople, int ChangesOfBay, IReadOnlyList<DraftSessionAnswer> Sessions);

/// <param name="Key">Names it in the questions why it is here and what if.</param>
/// <param name="At">Null while it has no place.</param>
/// <param name="Was">Where it is announced; null for one that is new.</param>
public sealed record DraftSessionAnswer(string Key, string Title, DraftPlaceAnswer? At, DraftPlaceAnswer? Was, bool Moved, bool Hit);

public sealed record DraftPlaceAnswer(DateOnly Day, TimeOnly Starts, TimeOnly Ends, IReadOnlyList<string> Bays, IReadOnlyList<string> Instructors);

/// <param name="Reasons">Such that at every time one of them stands in the way; empty where there would be room, which the search did not find.</param>
/// <param name="Remedies">What alone keeps it out somewhere, the one that opens most days first.</param>
/// <param name="Later">How many sessions of the cohort have no place because this one has none.</param>
public sealed record UnplacedAnswer(string Cohort, string Title, string Key, IReadOnlyList<string> Reasons, IReadOnlyList<string> Remedies, int Later);

/// <summary>Makes answers of runs.</summary>
internal sealed class DraftReading(CentreDbContext db, AccountNames accounts, TimetableReading timetable)
{
    private static readonly (string Words, SoftCost[] Parts)[] CostWords =
    [
        ("Sessions without a place", [SoftCost.Unplaced]), ("Finishing later than could be", [SoftCost.Finish]), ("Finishing past the wished day", [SoftCost.Late]), ("More days on site than needed", [SoftCost.Day]),
        ("Waiting between sessions", [SoftCost.Gap]), ("Changes of bay or instructor", [SoftCost.Keep]), ("Uneven load", [SoftCost.Fair]), ("Moving what is announced", [SoftCost.Disturb, SoftCost.Move, SoftCost.Change]),
    ];

    public static string Words(PlanAsked asked, IReadOnlyList<OutageLine> outages)
    {
        var cohorts = asked.Cohorts.GroupBy(each => each.Course).Select(course => $"{Counted(course.Sum(each => each.Count), "cohort")} of {course.Key}");
        return string.Join(", ", cohorts.Concat(outages.Select(each => $"repair after {each.Kind.Replace('-', ' ')} of {(each.ResourceId is null ? "the whole centre" : each.Resource)}")).DefaultIfEmpty("repair"));
    }

    public static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>The outages of some runs, whatever became of them.</summary>
    public async Task<IReadOnlyDictionary<Guid, OutageLine>> OutagesAsync(IEnumerable<PlanAsked> asked, CancellationToken cancellationToken)
    {
        var ids = asked.SelectMany(each => each.Outages).Distinct().Select(id => new OutageId(id)).ToList();
        if (ids.Count == 0) return new Dictionary<Guid, OutageLine>();
        var time = await db.TimeAsync(cancellationToken);
        var outages = await db.Outages.AsNoTracking().Where(each => ids.Contains(each.Id)).ToListAsync(cancellationToken);
        var name = await OutageNames.ForAsync(db, outages.Select(each => each.Resource), cancellationToken);
        return outages.ToDictionary(each => each.Id.Value, each => OutageLine.Of(each, name(each.Resource), time));
    }

    /// <param name="compared">Whether the timetable is looked at again, to say whether it has changed since.</param>
    public async Task<PlanningRunAnswer?> AnswerAsync(PlanningRunId id, bool compared, CancellationToken cancellationToken)
    {
        var drafts = (await db.PlanningRuns.AsNoTracking().Where(each => db.PlanningRuns.Any(run => run.Id == id && run.DraftOf == each.DraftOf)).ToListAsync(cancellationToken)).OrderBy(each => each.Seed).ToList();
        if (drafts.Find(each => each.Id == id) is not { } run) return null;
        var time = await db.TimeAsync(cancellationToken);
        var asked = PlanningJson.Read<PlanAsked>(run.Asked);
        var outages = await OutagesAsync([asked], cancellationToken);
        var lines = asked.Outages.Select(each => outages[each]).ToList();
        var people = await accounts.OfAsync(new[] { run.AskedBy }.Concat(run.DecidedBy is { } by ? [by] : []), cancellationToken);
        var draft = run.Draft is { } text ? PlanningJson.Read<PlanDraft>(text) : null;
        return new(
            run.Id.Value, Words(asked, lines), drafts.IndexOf(run) + 1, SnakeCase.Kebab(run.State.ToString()), asked.MayMove, asked.Cohorts, lines, run.Seconds, run.Weights, people[run.AskedBy], time.Civil(run.AskedAt), run.Share,
            run.StopAsked && !run.IsFinished, run.Failure, run.DecidedBy is { } decider ? people[decider] : null, run.DecidedAt is { } at ? time.Civil(at) : null,
            compared && run.IsOpen && await timetable.FingerprintAsync(asked, cancellationToken) != run.Fingerprint, draft is null ? null : await AnswerAsync(draft, run, cancellationToken), draft?.LeftOut ?? [],
            [.. drafts.Where(each => each != run).Select(each => new OtherDraft(each.Id.Value, drafts.IndexOf(each) + 1, SnakeCase.Kebab(each.State.ToString())))]);
    }

    private async Task<DraftAnswer> AnswerAsync(PlanDraft draft, PlanningRun run, CancellationToken cancellationToken)
    {
        var ids = draft.Sessions.SelectMany(each => new[] { each.At, each.Was }).OfType<DraftPlace>().SelectMany(place => place.Bays.Concat(place.Instructors)).Concat(draft.Loads.Keys).Distinct().Select(id => (ResourceId?)new ResourceId(id));
        var name = await OutageNames.ForAsync(db, ids, cancellationToken);
        return new(
            run.Cost ?? 0, run.Unplaced ?? 0, draft.Hit, draft.Moved, draft.Sessions.Count(each => each.IsRetimed),
            [.. CostWords.Select(each => new CostAnswer(each.Words, each.Parts.Sum(part => draft.Costs.GetValueOrDefault(part.ToString())))).Where(each => each.Amount > 0)],
            [.. draft.Loads.Where(each => each.Value > 0).Select(each => new LoadAnswer(Named(each.Key), each.Value)).OrderBy(each => each.Name, StringComparer.CurrentCulture)],
            [.. draft.Cohorts.Select(Cohort)]);

        string Named(Guid id) => name(new(id));

        DraftCohortAnswer Cohort(DraftCohort cohort)
        {
            var placed = cohort.Sessions.Select(each => each.At).OfType<DraftPlace>().ToList();
            var inOrder = cohort.Sessions.Where(each => each.At is not null).OrderBy(each => each.At!.Day).ThenBy(each => each.At!.Starts).ToList();
            return new(
                cohort.Label, cohort.Course, cohort.Title, cohort.Places, cohort.Existing, cohort.DueBy, cohort.IsPlaced, placed.Count == 0 ? null : placed.Min(each => each.Day), placed.Count == 0 ? null : placed.Max(each => each.Day),
                placed.Select(each => each.Day).Distinct().Count(), Changes(inOrder, each => each.Instructors), inOrder.GroupBy(each => each.BayKind).Sum(kind => Changes([.. kind], each => each.Bays)),
                [.. cohort.Sessions.Select(each => new DraftSessionAnswer(each.Key, each.Title, Place(each.At), Place(each.Was), each.IsMoved, each.IsHit))]);
        }

        DraftPlaceAnswer? Place(DraftPlace? place) => place is null ? null : new(place.Day, place.Starts, place.Ends, [.. place.Bays.Select(Named)], [.. place.Instructors.Select(Named)]);

        static int Changes(IReadOnlyList<DraftSession> sessions, Func<DraftPlace, IReadOnlyList<Guid>> of) => sessions.Zip(sessions.Skip(1)).Count(pair => !of(pair.First.At!).ToHashSet().SetEquals(of(pair.Second.At!)));
    }
}

internal sealed class ListPlanningRunsHandler(CentreDbContext db, AccountNames accounts, DraftReading drafts) : IRequestHandler<ListPlanningRuns, Result<ListedPlanningRuns>>
{
    private const int MostListed = 50;

    public async Task<Result<ListedPlanningRuns>> Handle(ListPlanningRuns request, CancellationToken cancellationToken)
    {
        var runs = await db.PlanningRuns.AsNoTracking().OrderByDescending(each => each.AskedAt).ThenByDescending(each => each.Id).Take(MostListed)
            .Select(each => new { each.Id, each.Asked, each.State, each.Unplaced, each.Cost, each.AskedBy, each.AskedAt, Draft = db.PlanningRuns.Count(other => other.DraftOf == each.DraftOf && other.Seed <= each.Seed) }).ToListAsync(cancellationToken);
        var asked = runs.ConvertAll(each => PlanningJson.Read<PlanAsked>(each.Asked));
        var (outages, people, time) = (await drafts.OutagesAsync(asked, cancellationToken), await accounts.OfAsync(runs.Select(each => each.AskedBy).Distinct(), cancellationToken), await db.TimeAsync(cancellationToken));
        return new ListedPlanningRuns([.. runs.Zip(asked, (run, what) => new PlanningRunLine(
            run.Id.Value, DraftReading.Words(what, [.. what.Outages.Select(each => outages[each])]), run.Draft, SnakeCase.Kebab(run.State.ToString()), run.Unplaced, run.Cost, people[run.AskedBy], time.Civil(run.AskedAt)))]);
    }
}

internal sealed class ShowPlanningRunHandler(DraftReading drafts) : IRequestHandler<ShowPlanningRun, Result<PlanningRunAnswer>>
{
    public async Task<Result<PlanningRunAnswer>> Handle(ShowPlanningRun request, CancellationToken cancellationToken) =>
        await drafts.AnswerAsync(request.Run, compared: true, cancellationToken) is { } answer ? answer : PlanningErrors.RunNotFound();
}

internal sealed class CompareDraftsValidator : AbstractValidator<CompareDrafts>
{
    public CompareDraftsValidator() => RuleFor(request => request.Runs).Must(runs => runs.Distinct().Count() <= CompareDrafts.Most).WithMessage($"Name at most {CompareDrafts.Most} drafts.");
}

internal sealed class CompareDraftsHandler(DraftReading drafts) : IRequestHandler<CompareDrafts, Result<ComparedDrafts>>
{
    public async Task<Result<ComparedDrafts>> Handle(CompareDrafts request, CancellationToken cancellationToken)
    {
        var answers = new List<PlanningRunAnswer>();
        foreach (var run in request.Runs.Distinct())
        {
            if (await drafts.AnswerAsync(new(run), compared: false, cancellationToken) is not { } answer) return PlanningErrors.RunNotFound();
            answers.Add(answer);
        }
        return new ComparedDrafts(answers);
    }
}
