using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Webhooks;

/// <summary>Takes one delivery that is due and marks it as on the wire. Deliveries that a worker left there when it died go again.</summary>
internal sealed record ClaimDelivery : ICommand<ClaimedDelivery>, IHousekeeping;

/// <param name="Work">Null when nothing is due.</param>
internal sealed record ClaimedDelivery(DeliveryWork? Work);

/// <param name="Secret">Null when the key ring that encrypted it is gone.</param>
internal sealed record DeliveryWork(long Id, Guid MessageId, string Url, WebhookFormat Format, string? Secret, string Payload);

/// <param name="Status">Of the answer; null when there was none.</param>
/// <param name="Fault">Null when it was taken.</param>
internal sealed record RecordWebhook(long Delivery, int? Status, string? Fault) : ICommand<WebhookDeliveryState>, IHousekeeping;

internal sealed class ClaimDeliveryHandler(CentreDbContext db, WebhookSecrets secrets, TimeProvider clock) : IRequestHandler<ClaimDelivery, Result<ClaimedDelivery>>
{
    /// <summary>Longer than any attempt may take.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    public async Task<Result<ClaimedDelivery>> Handle(ClaimDelivery request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - Abandoned;
        var due = await db.WebhookDeliveries.FromSql($"""
            select * from webhook_delivery where (state in ('pending', 'retrying') and due_at <= {now}) or (state = 'transmitting' and claimed_at < {before})
            order by due_at, id limit 1 for update skip locked
            """).SingleOrDefaultAsync(cancellationToken);
        if (due is null) return new ClaimedDelivery(null);
        var hook = await db.Webhooks.AsNoTracking().SingleAsync(each => each.Id == due.Webhook, cancellationToken);
        if (hook.RemovedAt is not null) due.Die("The webhook was removed.", now);
        else due.Claim(now);
        await db.SaveChangesAsync(cancellationToken);
        return new ClaimedDelivery(new(due.Id, due.MessageId, hook.RemovedAt is null ? hook.Url : "", hook.Format, secrets.Show(hook.Secret), due.Payload));
    }
}

internal sealed class RecordWebhookHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<RecordWebhook, Result<WebhookDeliveryState>>
{
    public async Task<Result<WebhookDeliveryState>> Handle(RecordWebhook request, CancellationToken cancellationToken)
    {
        var delivery = await db.WebhookDeliveries.SingleAsync(each => each.Id == request.Delivery, cancellationToken);
        if (request.Fault is null) delivery.Delivered(request.Status!.Value, clock.GetUtcNow());
        else delivery.Fail(request.Status, request.Fault, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return delivery.State;
    }
}

/// <summary>The secrets that webhooks share with the centre, encrypted in the database by the key ring that also protects cookies.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("webhook-secret");

    public string Hide(string secret) => _protector.Protect(secret);

    /// <summary>Null when the key ring that encrypted it is gone: the webhook has to be added anew.</summary>
    public string? Show(string hidden)
    {
        try
        {
            return _protector.Unprotect(hidden);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Posts to webhooks: to a chat as it is, to anything else signed as the Standard Webhooks specification 1.0.0 says: HMAC-SHA256 over id, time and body.</summary>
internal sealed class WebhookTransport(HttpClient http, TimeProvider clock)
{
    /// <returns>The status of the answer, null without one, and what is wrong with it; null when it was taken.</returns>
    public async Task<(int? Status, string? Fault)> PostAsync(DeliveryWork work, CancellationToken cancellationToken)
    {
        if (work.Secret is null) return (null, "Its secret can no longer be read. Remove the webhook and add it anew.");
        var (id, time) = ($"msg_{work.MessageId:N}", clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var signs = work.Format == WebhookFormat.Standard;
        using var request = new HttpRequestMessage(HttpMethod.Post, signs ? work.Url : work.Secret) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(work.Payload)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        if (signs)
        {
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", time);
            request.Headers.Add("webhook-signature", Signature(work.Secret, id, time, work.Payload));
        }
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)answer.StatusCode;
            return answer.IsSuccessStatusCode ? (status, null) : (status, status is >= 300 and < 400 ? "It answered with a redirection, which is not followed." : $"It answered {status}.");
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.HttpRequestError == HttpRequestError.Unknown && failure.StatusCode is null ? failure.Message : $"No connection: {failure.HttpRequestError}.");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "It did not answer in time.");
        }
    }

    public static string Signature(string secret, string id, string timestamp, string payload)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{payload}")));
    }
}

internal static class WebhookRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<WebhookOptions>(configuration.GetSection("Webhooks"));
        services.AddSingleton<WebhookAddresses>().AddSingleton<WebhookSecrets>();
        // It would write whole addresses into the log, and of a chat the address is the secret.
        services.AddHttpClient<WebhookTransport>((provider, http) =>
        {
            http.Timeout = TimeSpan.FromSeconds(provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<WebhookOptions>>().Value.TimeoutSeconds);
            http.DefaultRequestHeaders.UserAgent.ParseAdd("FibreCentre-Webhooks/1");
            http.MaxResponseContentBufferSize = 64 * 1024;
        }).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = provider.GetRequiredService<WebhookAddresses>().ConnectAsync, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        });
        return services;
    }
}
