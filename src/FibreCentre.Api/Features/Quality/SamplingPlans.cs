using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Quality;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Quality;

/// <summary>The sampling plans in force, the one for the rest last.</summary>
public sealed record ListSamplingPlans : IQuery<ListedSamplingPlans>;

public sealed record ListedSamplingPlans(IReadOnlyList<SamplingPlanAnswer> Plans);

/// <summary>One plan with every version it ever had, the latest first.</summary>
public sealed record ShowSamplingPlan(Guid Plan) : IQuery<ShownSamplingPlan>;

public sealed record ShownSamplingPlan(SamplingPlanAnswer Plan, IReadOnlyList<SamplingPlanAnswer> Versions);

/// <param name="Version">From 1 upwards; an edit is the next one.</param>
/// <param name="Covers">Codes of courses and units; empty for everything that no other plan names.</param>
/// <param name="MadeBy">Null for what a new centre starts with.</param>
public sealed record SamplingPlanAnswer(Guid Id, int Version, string Name, IReadOnlyList<string> Covers, SamplingRules Rules, bool Ended, string? MadeBy, DateTimeOffset MadeAt);

/// <summary>Makes a plan for the courses and units it names.</summary>
public sealed record MakeSamplingPlan(string Name, IReadOnlyList<string> Covers, SamplingRules Rules) : ICommand<SamplingPlanAnswer>;

/// <summary>Writes the next version of a plan. What was drawn before keeps the version it was drawn under.</summary>
/// <param name="Seen">The version that was looked at; null writes over whatever there is by now.</param>
public sealed record ChangeSamplingPlan(Guid Plan, string Name, IReadOnlyList<string> Covers, SamplingRules Rules, int? Seen = null) : ICommand<SamplingPlanAnswer>
{
    Guid? ICommand.Subject => Plan;
}

/// <summary>Ends a plan: what it named falls to the plan of its course, or to the one for the rest.</summary>
public sealed record EndSamplingPlan(Guid Plan, int? Seen = null) : ICommand<SamplingPlanAnswer>
{
    Guid? ICommand.Subject => Plan;
}

internal sealed class MakeSamplingPlanValidator : AbstractValidator<MakeSamplingPlan>
{
    public MakeSamplingPlanValidator()
    {
        RuleFor(request => request.Name).Named();
        RuleFor(request => request.Covers).Codes();
        RuleFor(request => request.Rules).NotNull().SetValidator(new SamplingRulesValidator());
    }
}

internal sealed class ChangeSamplingPlanValidator : AbstractValidator<ChangeSamplingPlan>
{
    public ChangeSamplingPlanValidator()
    {
        RuleFor(request => request.Name).Named();
        RuleFor(request => request.Covers).Codes();
        RuleFor(request => request.Rules).NotNull().SetValidator(new SamplingRulesValidator());
    }
}

internal static class SamplingPlanFields
{
    public static IRuleBuilder<T, string> Named<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().WithMessage("Give the plan a name.").MaximumLength(80).WithMessage("Shorten the name to 80 characters.");

    public static IRuleBuilder<T, IReadOnlyList<string>> Codes<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .Must(codes => codes is { Count: <= 200 }).WithMessage("Name at most 200 courses and units.").Must(codes => codes is null || codes.Distinct().Count() == codes.Count).WithMessage("Name each course and unit once.");
}

internal sealed class SamplingRulesValidator : AbstractValidator<SamplingRules>
{
    public SamplingRulesValidator()
    {
        RuleFor(rules => rules.NewAssessorPercent).InclusiveBetween(0, 100).WithMessage("Enter a percentage from 0 to 100.");
        RuleFor(rules => rules.EstablishedPercent).InclusiveBetween(0, 100).WithMessage("Enter a percentage from 0 to 100.");
        RuleFor(rules => rules.SafetyCriticalPercent).InclusiveBetween(0, 100).WithMessage("Enter a percentage from 0 to 100.");
        RuleFor(rules => rules.NewAssessorBelow).InclusiveBetween(0, 1000).WithMessage("Enter decisions from 0 to 1,000.");
        RuleFor(rules => rules.NewVersionFirst).InclusiveBetween(0, 1000).WithMessage("Enter decisions from 0 to 1,000; 0 for none.");
        RuleFor(rules => rules.NewVersionPoints).InclusiveBetween(0, 100).WithMessage("Enter points from 0 to 100.");
        RuleFor(rules => rules.UnusualPoints).InclusiveBetween(0, 100).WithMessage("Enter points from 0 to 100; 0 for none.");
        RuleFor(rules => rules.UnusualDifference).InclusiveBetween(1, 100).WithMessage("Enter points from 1 to 100.");
        RuleFor(rules => rules.UnusualAtLeast).InclusiveBetween(1, 1000).WithMessage("Enter decisions from 1 to 1,000.");
    }
}

internal static class SamplingPlans
{
    /// <summary>The latest version of each, without those that have ended.</summary>
    public static async Task<List<SamplingPlan>> InForceAsync(CentreDbContext db, CancellationToken cancellationToken) => await db.SamplingPlans.AsNoTracking()
        .Where(plan => !plan.Ended && !db.SamplingPlans.Any(later => later.Id == plan.Id && later.Number > plan.Number)).ToListAsync(cancellationToken);

    public static async Task<List<SamplingPlanAnswer>> AnswerAsync(this CentreDbContext db, IReadOnlyList<SamplingPlan> plans, AccountNames names, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var people = await names.OfAsync(plans.Select(plan => plan.MadeBy).OfType<Guid>(), cancellationToken);
        return [.. plans.Select(plan => new SamplingPlanAnswer(plan.Id.Value, plan.Number, plan.Name, plan.Covers, new(plan), plan.Ended, plan.MadeBy is { } by ? people[by] : null, time.Civil(plan.MadeAt)))];
    }
}

internal sealed class ListSamplingPlansHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ListSamplingPlans, Result<ListedSamplingPlans>>
{
    public async Task<Result<ListedSamplingPlans>> Handle(ListSamplingPlans request, CancellationToken cancellationToken)
    {
        var plans = await SamplingPlans.InForceAsync(db, cancellationToken);
        return new ListedSamplingPlans(await db.AnswerAsync([.. plans.OrderBy(plan => plan.Covers.Count == 0).ThenBy(plan => plan.Name, StringComparer.CurrentCulture)], names, cancellationToken));
    }
}

internal sealed class ShowSamplingPlanHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ShowSamplingPlan, Result<ShownSamplingPlan>>
{
    public async Task<Result<ShownSamplingPlan>> Handle(ShowSamplingPlan request, CancellationToken cancellationToken)
    {
        var versions = await db.SamplingPlans.AsNoTracking().Where(plan => plan.Id == new SamplingPlanId(request.Plan)).OrderByDescending(plan => plan.Number).ToListAsync(cancellationToken);
        if (versions.Count == 0) return QualityErrors.PlanNotFound();
        var answers = await db.AnswerAsync(versions, names, cancellationToken);
        return new ShownSamplingPlan(answers[0], answers);
    }
}

internal sealed class MakeSamplingPlanHandler(CentreDbContext db, Actor actor, AccountNames names, TimeProvider clock) : IRequestHandler<MakeSamplingPlan, Result<SamplingPlanAnswer>>
{
    public async Task<Result<SamplingPlanAnswer>> Handle(MakeSamplingPlan request, CancellationToken cancellationToken)
    {
        if (request.Covers.Count == 0) return QualityErrors.CoversNothing();
        var now = clock.GetUtcNow();
        return await new SamplingPlanWriting(db, names).WriteAsync(SamplingPlan.Write(SamplingPlanId.New(now), 1, request.Name, request.Covers, request.Rules, ended: false, actor.Account, now), cancellationToken);
    }
}

internal sealed class ChangeSamplingPlanHandler(CentreDbContext db, Actor actor, AccountNames names, TimeProvider clock) : IRequestHandler<ChangeSamplingPlan, Result<SamplingPlanAnswer>>
{
    public async Task<Result<SamplingPlanAnswer>> Handle(ChangeSamplingPlan request, CancellationToken cancellationToken)
    {
        var writing = new SamplingPlanWriting(db, names);
        var found = await writing.LatestAsync(request.Plan, request.Seen, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var latest = found.Value;
        if (latest.Covers.Count == 0 && request.Covers.Count > 0) return QualityErrors.CoversTheRest();
        if (latest.Covers.Count > 0 && request.Covers.Count == 0) return QualityErrors.CoversNothing();
        return await writing.WriteAsync(SamplingPlan.Write(latest.Id, latest.Number + 1, request.Name, request.Covers, request.Rules, ended: false, actor.Account, clock.GetUtcNow()), cancellationToken);
    }
}

internal sealed class EndSamplingPlanHandler(CentreDbContext db, Actor actor, AccountNames names, TimeProvider clock) : IRequestHandler<EndSamplingPlan, Result<SamplingPlanAnswer>>
{
    public async Task<Result<SamplingPlanAnswer>> Handle(EndSamplingPlan request, CancellationToken cancellationToken)
    {
        var writing = new SamplingPlanWriting(db, names);
        var found = await writing.LatestAsync(request.Plan, request.Seen, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var latest = found.Value;
        if (latest.Covers.Count == 0) return QualityErrors.CoversTheRest();
        return await writing.WriteAsync(SamplingPlan.Write(latest.Id, latest.Number + 1, latest.Name, latest.Covers, latest, ended: true, actor.Account, clock.GetUtcNow()), cancellationToken);
    }
}

/// <summary>What writing a version has in common, whether it is the first, the next or the last.</summary>
internal sealed class SamplingPlanWriting(CentreDbContext db, AccountNames names)
{
    /// <summary>The version that counts now.</summary>
    public async Task<Result<SamplingPlan>> LatestAsync(Guid id, int? seen, CancellationToken cancellationToken)
    {
        if (await db.SamplingPlans.AsNoTracking().Where(plan => plan.Id == new SamplingPlanId(id)).OrderByDescending(plan => plan.Number).FirstOrDefaultAsync(cancellationToken) is not { } latest) return QualityErrors.PlanNotFound();
        if (latest.Ended) return QualityErrors.PlanEnded();
        return seen is { } version && version != latest.Number ? CohortErrors.ChangedMeanwhile() : latest;
    }

    public async Task<Result<SamplingPlanAnswer>> WriteAsync(SamplingPlan plan, CancellationToken cancellationToken)
    {
        // Plans are written one after the other, so that no two come to name the same course.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('sampling plan'))", cancellationToken);
        var known = (await db.CurrentVersions().ToListAsync(cancellationToken)).SelectMany(version => version.Spec.Units.Select(unit => unit.Code).Append(version.Course.Value)).ToHashSet();
        if (!plan.Ended && plan.Covers.FirstOrDefault(code => !known.Contains(code)) is { } unknown) return QualityErrors.UnknownCode(unknown);
        foreach (var other in (await SamplingPlans.InForceAsync(db, cancellationToken)).Where(other => other.Id != plan.Id && !plan.Ended))
        {
            if (other.Covers.Intersect(plan.Covers).FirstOrDefault() is { } taken) return QualityErrors.CoveredElsewhere(taken, other.Name);
        }
        db.Add(plan);
        await db.SaveChangesAsync(cancellationToken);
        return (await db.AnswerAsync([plan], names, cancellationToken))[0];
    }
}
