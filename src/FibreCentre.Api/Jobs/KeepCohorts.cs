using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Sees to every cohort for which a time has come; one that fails does not hold up the others.</summary>
[DisallowConcurrentExecution]
internal sealed class KeepCohorts(IServiceScopeFactory scopes, ILogger<KeepCohorts> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var cohort in await scopes.AskAsSystemAsync(new ListCohortsDue(), cancellationToken))
        {
            try
            {
                var tended = await scopes.AskAsSystemAsync(new TendCohort(cohort), cancellationToken);
                log.LogInformation("Cohort {CohortId}: {Tended}", cohort.Value, tended);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "Cohort {CohortId} could not be tended", cohort.Value);
            }
        }
    }
}
