using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Planning;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>What plans pay for what.</summary>
public sealed record ShowPlanningWeights : IQuery<PlanningWeightsAnswer>;

/// <param name="Version">From 1 upwards; an edit is the next one. Drafts keep the version they were made with.</param>
/// <param name="Kinds">What each does, with its range.</param>
/// <param name="MadeBy">Null for what a new centre starts with.</param>
public sealed record PlanningWeightsAnswer(int Version, PlanningWeights Weights, IReadOnlyList<WeightAnswer> Kinds, string? MadeBy, DateTimeOffset MadeAt);

/// <param name="Usual">What a new centre starts with.</param>
public sealed record WeightAnswer(string Name, string Title, string Says, int Most, int Usual);

/// <summary>Writes the next version of the weights. A draft that is there already, or being made, keeps its own.</summary>
/// <param name="Seen">The version that was looked at; null writes over whatever there is by now.</param>
public sealed record SetPlanningWeights(PlanningWeights Weights, int? Seen = null) : ICommand<PlanningWeightsAnswer>;

internal sealed class SetPlanningWeightsValidator : AbstractValidator<SetPlanningWeights>
{
    public SetPlanningWeightsValidator() => RuleFor(request => request.Weights).NotNull().WithMessage("Enter the weights.").Custom((weights, context) =>
    {
        foreach (var kind in WeightKind.All.Where(kind => weights is not null && (kind.Of(weights) < 0 || kind.Of(weights) > kind.Most))) context.AddFailure(kind.Name, $"Enter a figure from 0 to {kind.Most:N0}.");
    });
}

internal static class PlanningWeightsReading
{
    /// <summary>The version that counts.</summary>
    public static Task<WeightsVersion> LatestWeightsAsync(this CentreDbContext db, CancellationToken cancellationToken) => db.PlanningWeights.AsNoTracking().OrderByDescending(each => each.Number).FirstAsync(cancellationToken);

    public static async Task<PlanningWeightsAnswer> AnswerAsync(this CentreDbContext db, WeightsVersion weights, AccountNames names, CancellationToken cancellationToken)
    {
        var usual = new PlanningWeights();
        var by = weights.MadeBy is { } account ? (await names.OfAsync([account], cancellationToken))[account] : null;
        return new(weights.Number, new(weights), [.. WeightKind.All.Select(kind => new WeightAnswer(kind.Name, kind.Title, kind.Says, kind.Most, kind.Of(usual)))], by, (await db.TimeAsync(cancellationToken)).Civil(weights.MadeAt));
    }
}

internal sealed class ShowPlanningWeightsHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ShowPlanningWeights, Result<PlanningWeightsAnswer>>
{
    public async Task<Result<PlanningWeightsAnswer>> Handle(ShowPlanningWeights request, CancellationToken cancellationToken) => await db.AnswerAsync(await db.LatestWeightsAsync(cancellationToken), names, cancellationToken);
}

internal sealed class SetPlanningWeightsHandler(CentreDbContext db, AccountNames names, Actor actor, TimeProvider clock) : IRequestHandler<SetPlanningWeights, Result<PlanningWeightsAnswer>>
{
    public async Task<Result<PlanningWeightsAnswer>> Handle(SetPlanningWeights request, CancellationToken cancellationToken)
    {
        // Whoever writes at the same moment waits, and then sees that there is a newer one.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('planning_weights'))", cancellationToken);
        var latest = await db.LatestWeightsAsync(cancellationToken);
        if (request.Seen is { } seen && seen != latest.Number) return CohortErrors.ChangedMeanwhile();
        var next = WeightsVersion.Write(latest.Number + 1, request.Weights, actor.Account, clock.GetUtcNow());
        db.Add(next);
        await db.SaveChangesAsync(cancellationToken);
        return await db.AnswerAsync(next, names, cancellationToken);
    }
}
