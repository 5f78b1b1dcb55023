using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Planning;
using MediatR;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Ends the search with the best it has; within a second or two.</summary>
public sealed record StopPlanning(PlanningRunId Run) : ICommand<AskedForPlan>
{
    Guid? ICommand.Subject => Run.Value;
}

/// <summary>Nobody wants this draft.</summary>
public sealed record DropDraft(PlanningRunId Run) : ICommand<AskedForPlan>
{
    Guid? ICommand.Subject => Run.Value;
}

internal sealed class StopPlanningHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<StopPlanning, Result<AskedForPlan>>
{
    public async Task<Result<AskedForPlan>> Handle(StopPlanning request, CancellationToken cancellationToken)
    {
        if (await db.LockedRunAsync(request.Run, cancellationToken) is not { } run) return PlanningErrors.RunNotFound();
        var stopped = run.Stop(actor.Account, clock.GetUtcNow());
        if (!stopped.Succeeded) return stopped.Error;
        await db.SaveChangesAsync(cancellationToken);
        return AskedForPlan.Of(run);
    }
}

internal sealed class DropDraftHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<DropDraft, Result<AskedForPlan>>
{
    public async Task<Result<AskedForPlan>> Handle(DropDraft request, CancellationToken cancellationToken)
    {
        if (await db.LockedRunAsync(request.Run, cancellationToken) is not { } run) return PlanningErrors.RunNotFound();
        var dropped = run.Drop(actor.Account, clock.GetUtcNow());
        if (!dropped.Succeeded) return dropped.Error;
        await db.SaveChangesAsync(cancellationToken);
        return AskedForPlan.Of(run);
    }
}
