using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Planning;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Asks for a plan: new cohorts around what is planned already, or a repair in which what is announced may move. It is made in the background.</summary>
/// <param name="Cohorts">At most 12 rows; empty for a repair alone.</param>
/// <param name="Seconds">5, 15, 30 or 60.</param>
/// <param name="Repair">Whether what is announced may move, as little as possible.</param>
/// <param name="Outages">Proposed ones that are settled with the plan; only with a repair.</param>
/// <param name="Fixed">Sessions that stay where they are.</param>
public sealed record AskForPlan(IReadOnlyList<CohortsWanted> Cohorts, int Seconds = 15, bool Repair = false, IReadOnlyList<Guid>? Outages = null, IReadOnlyList<Guid>? Fixed = null) : ICommand<AskedForPlan>;

public sealed record AskedForPlan(Guid Id, string State)
{
    internal static AskedForPlan Of(PlanningRun run) => new(run.Id.Value, SnakeCase.Kebab(run.State.ToString()));
}

/// <summary>Another draft of the same plan: everything as it was asked, other choices by chance, and the weights that count now.</summary>
public sealed record AskForAnotherDraft(PlanningRunId Run) : ICommand<AskedForPlan>
{
    Guid? ICommand.Subject => Run.Value;
}

internal sealed class AskForPlanValidator : AbstractValidator<AskForPlan>
{
    public const int MostRows = 12, MostCohorts = 12, DaysAhead = 366;

    public AskForPlanValidator()
    {
        RuleFor(request => request.Seconds).Must(PlanningRun.SecondsToChoose.Contains).WithMessage("Choose 5, 15, 30 or 60 seconds.");
        RuleFor(request => request.Cohorts).Cascade(CascadeMode.Stop).NotNull().WithMessage("Name the cohorts, or send an empty list.").Must(rows => rows.Count <= MostRows).WithMessage($"Name at most {MostRows} rows.");
        RuleForEach(request => request.Cohorts).Cascade(CascadeMode.Stop).NotNull().WithMessage("Leave no row empty.").ChildRules(row =>
        {
            row.RuleFor(each => each.Course).Must(course => CourseCode.TryParse(course, out _)).WithMessage("Choose a course.");
            row.RuleFor(each => each.Count).InclusiveBetween(1, MostCohorts).WithMessage($"Enter how many cohorts, from 1 to {MostCohorts}.");
            row.RuleFor(each => each.Places).InclusiveBetween(1, 60).WithMessage("Enter how many places, from 1 to 60.");
            row.RuleFor(each => each.DueBy).Must((each, day) => day is not { } due || (due >= each.NotBefore && due.DayNumber - each.NotBefore.DayNumber <= DaysAhead)).WithMessage("Enter a day on or after the first and within a year of it, or leave it empty.");
        });
        RuleFor(request => request.Outages).Must(outages => outages is null || (outages.Count <= 20 && outages.Distinct().Count() == outages.Count)).WithMessage("Name each outage once, and at most 20.");
        RuleFor(request => request.Outages).Must((request, outages) => request.Repair || outages is not { Count: > 0 }).WithMessage("Outages are settled by a repair.");
        RuleFor(request => request.Fixed).Must(sessions => sessions is null || sessions.Count <= 1000).WithMessage("Name at most 1,000 sessions that stay.");
    }
}

internal sealed class AskForPlanHandler(CentreDbContext db, TimetableReading timetable, ImpactSearch impact, Actor actor, TimeProvider clock) : IRequestHandler<AskForPlan, Result<AskedForPlan>>
{
    /// <summary>A session may also go before what hits it.</summary>
    private const int DaysBefore = 14;

    public async Task<Result<AskedForPlan>> Handle(AskForPlan request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var time = await db.TimeAsync(cancellationToken);
        var today = time.DayOf(now);
        var tooEarlyOrLate = request.Cohorts.Index().Where(row => row.Item.NotBefore <= today || row.Item.NotBefore > today.AddDays(AskForPlanValidator.DaysAhead)).ToDictionary(row => $"cohorts[{row.Index}].notBefore", _ => (string[])["Enter a first day after today and within a year."]);
        if (tooEarlyOrLate.Count > 0) return RequestErrors.Invalid(tooEarlyOrLate);
        var outages = request.Outages ?? [];
        if (request.Cohorts.Count == 0 && outages.Count == 0) return PlanningErrors.NothingToPlan();
        var known = await db.Outages.AsNoTracking().Where(each => outages.Select(id => new OutageId(id)).Contains(each.Id)).ToListAsync(cancellationToken);
        if (known.Count < outages.Count) return FacilityErrors.OutageNotFound();
        if (known.Find(each => each.State != OutageState.Proposed) is { } decided) return FacilityErrors.OutageDecided(decided.State);
        var first = request.Cohorts.Select(each => each.NotBefore).Concat(known.Select(each => time.DayOf(each.During.Start).AddDays(-DaysBefore))).Min();
        var asked = new PlanAsked(first > today ? first : today, request.Cohorts, request.Repair, outages, request.Fixed ?? []);
        // What cannot be planned at all is said now.
        var weights = await db.LatestWeightsAsync(cancellationToken);
        var table = await timetable.ReadAsync(asked, weights, cancellationToken);
        var movable = table.Succeeded ? table.Value.Sessions.Select(each => each.Existing).OfType<SessionId>().ToHashSet() : [];
        if (await impact.InTheWayAsync(known, movable, now, time, cancellationToken) is { Count: > 0 } stuck && (table.Succeeded || table.Error.Code == PlanningErrors.NothingToPlan().Code)) return PlanningErrors.StillInTheWay(stuck);
        if (!table.Succeeded) return table.Error;
        var run = PlanningRun.Ask(PlanningJson.Write(asked), weights.Number, seed: 1, request.Seconds, actor.Account, now);
        db.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        return AskedForPlan.Of(run);
    }
}

internal sealed class AskForAnotherDraftHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<AskForAnotherDraft, Result<AskedForPlan>>
{
    /// <summary>More than that nobody compares.</summary>
    public const int MostDrafts = 6;

    public async Task<Result<AskedForPlan>> Handle(AskForAnotherDraft request, CancellationToken cancellationToken)
    {
        var drafts = await db.DraftsWithAsync(request.Run, cancellationToken);
        if (drafts.Count == 0) return PlanningErrors.RunNotFound();
        if (drafts.Exists(each => each.State == PlanningRunState.Accepted)) return PlanningErrors.OtherDraftAccepted();
        if (drafts.Count >= MostDrafts) return PlanningErrors.EnoughDrafts(MostDrafts);
        var (first, weights) = (drafts[0], await db.LatestWeightsAsync(cancellationToken));
        var run = PlanningRun.Ask(first.Asked, weights.Number, drafts.Max(each => each.Seed) + 1, first.Seconds, actor.Account, clock.GetUtcNow(), first.DraftOf);
        db.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        return AskedForPlan.Of(run);
    }
}
