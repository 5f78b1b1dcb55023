using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Sweeps files that no evidence refers to, then reads those that it does: one that is missing or altered is an error.</summary>
[DisallowConcurrentExecution]
internal sealed class TendEvidence(IServiceScopeFactory scopes, ILogger<TendEvidence> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var swept = await scopes.AskAsSystemAsync(new SweepEvidence(), cancellationToken);
        log.LogInformation("Evidence: {Swept}", swept);
        foreach (var fault in (await scopes.AskAsSystemAsync(new VerifyEvidence(), cancellationToken)).Faults)
            log.LogError("The file of evidence {EvidenceId} is {What}", fault.EvidenceId, fault.What);
    }
}
