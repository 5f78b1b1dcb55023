using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Signs the ledger's head once a day and gives it away. A folder that cannot be written is tried again at the next tick.</summary>
[DisallowConcurrentExecution]
internal sealed class SaveTheLedgersHead(IServiceScopeFactory scopes, ILogger<SaveTheLedgersHead> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var saved = await scopes.TryAsSystemAsync(new SaveLedgerHead(), cancellationToken);
        if (!saved.Succeeded) log.LogError("The ledger's head was not saved: {Why}", saved.Error.Detail);
        else if (saved.Value.Line is { } line) log.LogInformation("The ledger's head of {Day} is line {Line}", saved.Value.Day, line);
    }
}
