using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Checks every night what must always be true. What is broken is logged as an error, and administrators are told.</summary>
[DisallowConcurrentExecution]
internal sealed class AuditInvariants(IServiceProvider services, ILogger<AuditInvariants> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var found = await services.AskAsSystemAsync(new ReportInvariants(), cancellationToken);
        foreach (var invariant in found.Invariants.Where(each => !each.Holds)) log.LogError("Invariant {Code} is broken: {Rows}", invariant.Code, string.Join("; ", invariant.Rows));
    }
}
