using System.Net;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Notices.Transport;
using FibreCentre.Api.Pipeline;
using Microsoft.Extensions.Options;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>
/// Sends what is due over some connections at once, until nothing is left. Other instances do the same at the same time; a tick that finds this one still
/// at it does nothing.
/// </summary>
internal sealed class SendMessages(IServiceScopeFactory scopes, IMailTransport transport, IOptions<MailOptions> options, OneAtATime<SendMessages> gate, Heartbeat heartbeat, ILogger<SendMessages> log) : IJob
{
    /// <summary>Few enough to be sent before what they say could be out of date.</summary>
    private const int TakenAtOnce = 20;

    private static readonly string Process = $"{Dns.GetHostName()}/{Environment.ProcessId}";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        heartbeat.Beat();
        await gate.RunAsync(() => Task.WhenAll(Enumerable.Range(1, options.Value.Connections).Select(number => SendAsync($"{Process}/{number}", cancellationToken))));
    }

    private async Task SendAsync(string worker, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await scopes.AskAsSystemAsync(new TakeDueMessages(worker, TakenAtOnce), cancellationToken) is { Any: true, Messages: var messages })
        {
            Attempted? done = null;
            foreach (var message in messages.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
            {
                var go = await TurnOverAsync(worker, done, message);
                done = go ? new(message, await transport.SendAsync(message.Mail, cancellationToken)) : null;
            }
            if (done is not null) await TurnOverAsync(worker, done, null);
            foreach (var message in messages) message.Mail.Dispose();
        }
    }

    /// <summary>Once it may have been sent, what became of it is recorded even while the process is asked to stop.</summary>
    private async Task<bool> TurnOverAsync(string worker, Attempted? done, WrittenMessage? next)
    {
        var turned = await scopes.AskAsSystemAsync(new TurnOver(worker, done, next), CancellationToken.None);
        if (done is not null) log.LogInformation("Message {MessageId} is {State} {Why}", done.Message.Id, turned.Done, done.Delivery.Why);
        return turned.Go;
    }
}

/// <summary>Writes the reminders that fall due soon.</summary>
[DisallowConcurrentExecution]
internal sealed class RemindPeople(IServiceProvider services) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await services.AskAsSystemAsync(new PlanReminders(), cancellationToken);
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
