using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Pipeline;
using FibreCentre.Planning;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Works on plans that wait, one at a time in each instance. What it finds is kept each second, so a stop between two of them loses a second's work: another goes on from there.</summary>
internal sealed class CarryOutPlans(IServiceScopeFactory scopes, OneAtATime<CarryOutPlans> once, IHostApplicationLifetime process, ILogger<CarryOutPlans> log) : IJob
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await once.RunAsync(async () =>
    {
        // A process that is to end waits for its jobs: this one ends at once, and leaves the rest to another.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, process.ApplicationStopping);
        while (!ending.IsCancellationRequested)
        {
            var taken = await scopes.AskAsSystemAsync(new TakePlanningRun(), ending.Token);
            if (taken.Work is { } work) await CarryOutAsync(work, ending.Token);
            else if (!taken.More) return;
        }
    });

    private async Task CarryOutAsync(PlanningWork work, CancellationToken cancellationToken)
    {
        using var search = new PlanningSearch(work.Table.Problem, work.Table.StartFrom(work.Best), work.Seed, work.Left);
        var kept = (Unplaced: int.MaxValue, Cost: long.MaxValue);
        string? failure = null;
        BestSoFar? last = null;
        while (!search.Ended.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(search.Ended, Task.Delay(BetweenReports, cancellationToken));
            if (!await ReportAsync()) search.Stop();
        }
        search.Stop();
        try
        {
            await search.Ended;
            if (search.Latest is { } ended && !cancellationToken.IsCancellationRequested) last = Draft(ended, explained: true);
        }
        catch (Exception failed)
        {
            log.LogError(failed, "Planning run {RunId} failed", work.Run.Value);
            failure = "The engine could not plan this. The log says why; plan less at once, or tell whoever looks after the product.";
        }
        // A fault of the database here is no fault of the plan: the lease runs out, and another goes on.
        if (failure is null) await ReportAsync(last);
        // Whatever it found is kept, even while the process is asked to stop.
        var run = await scopes.AskAsSystemAsync(new EndPlanning(work.Run, work.Holder, failure, Unfinished: cancellationToken.IsCancellationRequested), CancellationToken.None);
        log.LogInformation("Planning run {RunId} is {State}", work.Run.Value, run.State);

        // Without anything yet it says no more than that somebody works on it.
        async Task<bool> ReportAsync(BestSoFar? best = null)
        {
            var latest = search.Latest;
            if (best is null && latest is not null && (latest.Unplaced, latest.Cost).CompareTo(kept) < 0) (kept, best) = ((latest.Unplaced, latest.Cost), Draft(latest, explained: false));
            return (await scopes.AskAsSystemAsync(new ReportPlanning(work.Run, work.Holder, work.Share + ((1 - work.Share) * (latest?.Spent ?? 0)), best), CancellationToken.None)).GoOn;
        }

        BestSoFar Draft(PlanningProgress at, bool explained)
        {
            var draft = work.Table.Draft(at.Best);
            return new(at.Cost, at.Unplaced, explained ? draft with { LeftOut = WhyLeftOut.Of(draft, work.Table) } : draft);
        }
    }
}
