using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Pipeline;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Tells webhooks what is due, one after another, until nothing is left.</summary>
[DisallowConcurrentExecution]
internal sealed class SendWebhooks(IServiceScopeFactory scopes, ILogger<SendWebhooks> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await using var scope = scopes.CreateAsyncScope();
            if ((await scope.ServiceProvider.AskAsSystemAsync(new ClaimDelivery(), cancellationToken)).Work is not { } work) return;
            if (work.Url.Length == 0) continue;
            var (status, fault) = await scope.ServiceProvider.GetRequiredService<WebhookTransport>().PostAsync(work, cancellationToken);
            // Once it may have been sent, what became of it is recorded even while the process is asked to stop.
            await using var after = scopes.CreateAsyncScope();
            var state = await after.ServiceProvider.AskAsSystemAsync(new RecordWebhook(work.Id, status, fault), CancellationToken.None);
            log.LogInformation("Webhook delivery {DeliveryId} is {State}, answer {Status}", work.Id, state, status);
        }
    }
}
