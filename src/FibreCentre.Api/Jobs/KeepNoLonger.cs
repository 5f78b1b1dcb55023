using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Takes away what has been kept as long as the centre says.</summary>
[DisallowConcurrentExecution]
internal sealed class KeepNoLonger(IServiceScopeFactory scopes, ILogger<KeepNoLonger> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var gone = await scopes.AskAsSystemAsync(new ApplyRetention(), cancellationToken);
        foreach (var (code, rows) in gone.Where(each => each.Value > 0)) log.LogInformation("Kept no longer: {Rows} rows of {Class}", rows, code);
    }
}
