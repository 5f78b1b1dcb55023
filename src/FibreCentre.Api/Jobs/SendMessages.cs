using System.Net;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Notices.Transport;
using FibreCentre.Api.Pipeline;
using MediatR;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Sends what is due, one after another, until nothing is left. Each message is claimed, sent and recorded in transactions of its own.</summary>
[DisallowConcurrentExecution]
internal sealed class SendMessages(IServiceScopeFactory scopes, IMailTransport transport, Heartbeat heartbeat, ILogger<SendMessages> log) : IJob
{
    private static readonly string Worker = $"{Dns.GetHostName()}/{Environment.ProcessId}";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        heartbeat.Beat();
        // One at a time: what waits in line is not on the wire, so neither a slow server nor a stop makes it look as if it were.
        while (!cancellationToken.IsCancellationRequested && await scopes.AskAsSystemAsync(new ClaimDueMessages(Worker, Most: 1), cancellationToken) is { Ids: [var id] })
            await SendAsync(id, cancellationToken);
    }

    private async Task SendAsync(long id, CancellationToken cancellationToken)
    {
        Delivery delivery;
        int? sequence = null;
        try
        {
            var composed = await scopes.AskAsSystemAsync(new ComposeMessage(id), CancellationToken.None);
            sequence = composed.Sequence;
            using var mail = composed.Mail;
            delivery = mail is null ? new(DeliveryOutcome.Pointless, composed.Pointless) : await transport.SendAsync(mail, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A message that cannot be written must not hold up those behind it: it waits on the ladder like any other and is shown when it is dead.
            log.LogError(fault, "Message {MessageId} could not be composed", id);
            delivery = new(DeliveryOutcome.Later, $"It could not be written: {fault.GetType().Name}.");
        }
        // Once it may have been sent, what became of it is recorded even while the process is asked to stop.
        var state = await scopes.AskAsSystemAsync(new RecordDelivery(id, delivery, sequence), CancellationToken.None);
        log.LogInformation("Message {MessageId} is {State} {Why}", id, state, delivery.Why);
    }
}

/// <summary>Finds messages whose worker died while it sent them.</summary>
[DisallowConcurrentExecution]
internal sealed class RecoverMessages(IServiceProvider services) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await services.AskAsSystemAsync(new RecoverInterrupted(), cancellationToken);
}

/// <summary>Keys older than a day are forgotten: whoever still repeats a request by then has given up on it.</summary>
[DisallowConcurrentExecution]
internal sealed class ForgetIdempotencyKeys(IServiceProvider services) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await services.AskAsSystemAsync(new ForgetOldKeys(TimeSpan.FromDays(1)), cancellationToken);
}
