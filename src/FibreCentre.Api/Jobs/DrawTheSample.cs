using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Draws from what was signed since the last draw. One that meets another is tried again at the next tick.</summary>
[DisallowConcurrentExecution]
internal sealed class DrawTheSample(IServiceScopeFactory scopes, ILogger<DrawTheSample> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var sample = await scopes.TryAsSystemAsync(new DrawSample(), cancellationToken);
        if (!sample.Succeeded) log.LogWarning("Nothing was drawn: {Why}", sample.Error.Detail);
        else if (sample.Value.Draw is { } draw) log.LogInformation("Draw {Draw} took {Drawn} of {Considered} decisions", draw, sample.Value.Drawn, sample.Value.Considered);
    }
}
