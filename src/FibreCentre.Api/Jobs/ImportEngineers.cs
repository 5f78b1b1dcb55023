using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Imports what was confirmed, some rows a transaction, until nothing is left. A stop between two of them loses nothing: the next tick goes on.</summary>
[DisallowConcurrentExecution]
internal sealed class ImportEngineers(IServiceScopeFactory scopes) : IJob
{
    /// <summary>Small enough for progress to be seen, large enough for 5,000 to take seconds.</summary>
    private const int RowsAtOnce = 100;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested && await scopes.AskAsSystemAsync(new ImportNextRows(RowsAtOnce), cancellationToken) > 0) continue;
    }
}

/// <summary>Files of people are not kept for ever.</summary>
[DisallowConcurrentExecution]
internal sealed class ForgetImports(IServiceProvider services) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await services.AskAsSystemAsync(new ForgetOldImports(), cancellationToken);
}
