using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Planning;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Takes up the run that waits longest, or whose holder's lease ran out, and reads the timetable for it.</summary>
internal sealed record TakePlanningRun : ICommand<TakenPlanningRun>, IHousekeeping;

/// <param name="Work">Null when nothing waits.</param>
/// <param name="More">Whether to ask again at once: one was looked at and cannot be planned.</param>
internal sealed record TakenPlanningRun(PlanningWork? Work, bool More = false);

/// <param name="Best">What an earlier holder found; null at first.</param>
/// <param name="Share">How much of its time was spent before.</param>
internal sealed record PlanningWork(PlanningRunId Run, Guid Holder, PlanningTable Table, PlanDraft? Best, int Seed, TimeSpan Left, double Share);

/// <summary>Keeps the best so far and renews the lease.</summary>
/// <param name="Best">Null where nothing better was found since the last time.</param>
internal sealed record ReportPlanning(PlanningRunId Run, Guid Holder, double Share, BestSoFar? Best) : ICommand<PlanningOrders>, IHousekeeping;

internal sealed record BestSoFar(long Cost, int Unplaced, PlanDraft Draft);

/// <param name="GoOn">False when it is to stop, or somebody else has taken it up.</param>
internal sealed record PlanningOrders(bool GoOn);

/// <summary>Ends the work on a run: it is done or stopped; failed, with the reason; or given back unfinished for another to go on.</summary>
/// <param name="Failure">In a sentence; null when it did not fail.</param>
internal sealed record EndPlanning(PlanningRunId Run, Guid Holder, string? Failure = null, bool Unfinished = false) : ICommand<EndedPlanning>, IHousekeeping;

internal sealed record EndedPlanning(string State);

internal sealed class TakePlanningRunHandler(CentreDbContext db, TimetableReading timetable, TimeProvider clock) : IRequestHandler<TakePlanningRun, Result<TakenPlanningRun>>
{
    public async Task<Result<TakenPlanningRun>> Handle(TakePlanningRun request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Another instance takes another run, or nothing.
        if (await db.PlanningRuns.FromSql($"select * from planning_run where state = 'waiting' or (state = 'running' and lease_until < {now}) order by asked_at limit 1 for update skip locked").SingleOrDefaultAsync(cancellationToken) is not { } run) return new TakenPlanningRun(null);
        var weights = await db.PlanningWeights.AsNoTracking().SingleAsync(each => each.Number == run.Weights, cancellationToken);
        var table = await timetable.ReadAsync(PlanningJson.Read<PlanAsked>(run.Asked), weights, cancellationToken);
        if (!table.Succeeded)
        {
            run.Fail(table.Error.Detail, now);
            await db.SaveChangesAsync(cancellationToken);
            return new TakenPlanningRun(null, More: true);
        }
        var taken = run.TakeUp(Guid.NewGuid(), table.Value.Fingerprint, now);
        await db.SaveChangesAsync(cancellationToken);
        return !taken ? new TakenPlanningRun(null, More: true) : new TakenPlanningRun(new(run.Id, run.Holder!.Value, table.Value, run.Draft is { } best ? PlanningJson.Read<PlanDraft>(best) : null, run.Seed, run.Left, run.Share));
    }
}

internal sealed class ReportPlanningHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ReportPlanning, Result<PlanningOrders>>
{
    public async Task<Result<PlanningOrders>> Handle(ReportPlanning request, CancellationToken cancellationToken)
    {
        var run = await db.LockedRunAsync(request.Run, cancellationToken);
        if (run is null || !run.Report(request.Holder, request.Share, request.Best is { } best ? (best.Cost, best.Unplaced, PlanningJson.Write(best.Draft)) : null, clock.GetUtcNow())) return new PlanningOrders(GoOn: false);
        await db.SaveChangesAsync(cancellationToken);
        return new PlanningOrders(!run.StopAsked);
    }
}

internal sealed class EndPlanningHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<EndPlanning, Result<EndedPlanning>>
{
    public async Task<Result<EndedPlanning>> Handle(EndPlanning request, CancellationToken cancellationToken)
    {
        if (await db.LockedRunAsync(request.Run, cancellationToken) is not { } run) return PlanningErrors.RunNotFound();
        var now = clock.GetUtcNow();
        if (request.Failure is { } why) run.Fail(request.Holder, why, now);
        else if (request.Unfinished) run.GiveBack(request.Holder);
        else run.Finish(request.Holder, now);
        await db.SaveChangesAsync(cancellationToken);
        return new EndedPlanning(SnakeCase.Kebab(run.State.ToString()));
    }
}

internal static class PlanningRunReading
{
    /// <summary>The run, nobody else's until the transaction ends; null when there is none.</summary>
    public static Task<PlanningRun?> LockedRunAsync(this CentreDbContext db, PlanningRunId run, CancellationToken cancellationToken) =>
        db.PlanningRuns.FromSql($"select * from planning_run where id = {run.Value} for update").SingleOrDefaultAsync(cancellationToken);

    /// <summary>All drafts of a run's plan, the first first, nobody else's until the transaction ends; none when there is no such run.</summary>
    public static async Task<List<PlanningRun>> DraftsWithAsync(this CentreDbContext db, PlanningRunId run, CancellationToken cancellationToken)
    {
        // The first of them first: whoever adds another waits here, and is read by the next.
        await db.Database.ExecuteSqlAsync($"select from planning_run where id = (select draft_of from planning_run where id = {run.Value}) for update", cancellationToken);
        return [.. (await db.PlanningRuns.FromSql($"select * from planning_run where draft_of = (select draft_of from planning_run where id = {run.Value}) order by id for update").ToListAsync(cancellationToken)).OrderBy(each => each.Seed)];
    }
}
