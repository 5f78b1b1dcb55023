using System.Collections.Concurrent;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices.Transport;

/// <summary>
/// Sends over SMTP (RFC 5321) and keeps its connections open for the next message. Once the text has begun to flow, a broken connection leaves it unknown
/// whether the server took the message; before that it certainly did not.
/// </summary>
internal sealed class SmtpTransport(IOptions<MailOptions> options, TimeProvider clock) : IMailTransport, IDisposable
{
    /// <summary>Servers close connections that idle, and many that have sent much; both are cheaper to foresee than to meet.</summary>
    private static readonly TimeSpan MostIdle = TimeSpan.FromSeconds(20);

    private const int MostMessages = 100;

    private readonly ConcurrentBag<Line> _open = [];

    public async Task<Delivery> SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        // A connection that was kept may be dead without our knowing. What it certainly did not take goes over a new one at once.
        if (Kept() is { } kept && await SendAsync(mail, kept, cancellationToken) is var delivery && !kept.WasDead) return delivery;
        return await SendAsync(mail, new(), cancellationToken);
    }

    private async Task<Delivery> SendAsync(MimeMessage mail, Line line, CancellationToken cancellationToken)
    {
        var (smtp, text, keep) = (options.Value.Smtp, new TextProgress(), false);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(smtp.TimeoutSeconds * 2));
            if (!line.Client.IsConnected)
            {
                line.Client.Timeout = smtp.TimeoutSeconds * 1000;
                await line.Client.ConnectAsync(smtp.Host!, smtp.Port, Security(smtp), limit.Token);
                if (smtp.User is { Length: > 0 }) await line.Client.AuthenticateAsync(smtp.User, smtp.Password ?? "", limit.Token);
            }
            await line.Client.SendAsync(mail, limit.Token, text);
            keep = true;
            return Delivery.Sent;
        }
        catch (SmtpCommandException refusal)
        {
            line.WasDead = refusal.StatusCode == SmtpStatusCode.ServiceNotAvailable;   // 421: it hangs up
            keep = line.Client.IsConnected && !line.WasDead;
            return (int)refusal.StatusCode >= 500
                ? new(DeliveryOutcome.Refused, $"The mail server refused it: {(int)refusal.StatusCode}.")
                : new(DeliveryOutcome.Later, $"The mail server cannot take it now: {(int)refusal.StatusCode}.");
        }
        catch (SslHandshakeException)
        {
            return new(DeliveryOutcome.Later, "The mail server's certificate is not trusted, or it speaks no TLS on this port.");
        }
        catch (NotSupportedException) when (!text.HasBegun)
        {
            return new(DeliveryOutcome.Later, "The mail server offers no TLS. Nothing is sent in the clear unless Mail__Smtp__Tls=false says so.");
        }
        catch (AuthenticationException)
        {
            return new(DeliveryOutcome.Later, "The mail server does not accept the user or password it is given.");
        }
        catch (Exception failure) when (failure is SmtpProtocolException or IOException or SocketException or OperationCanceledException or TimeoutException or ServiceNotConnectedException)
        {
            line.WasDead = !text.HasBegun;
            return text.HasBegun
                ? new(DeliveryOutcome.Uncertain, $"The connection broke while the message was handed over: {failure.GetType().Name}.")
                : new(DeliveryOutcome.Later, $"The mail server could not be reached: {failure.GetType().Name}.");
        }
        finally
        {
            (line.Used, line.LastUsed) = (line.Used + 1, clock.GetUtcNow());
            if (keep && line.Used < MostMessages) _open.Add(line);
            else await line.HangUpAsync();
        }
    }

    /// <summary>One that may still be good; those that are certainly not are closed.</summary>
    private Line? Kept()
    {
        while (_open.TryTake(out var line))
        {
            if (line.Client.IsConnected && clock.GetUtcNow() - line.LastUsed < MostIdle) return line;
            line.Client.Dispose();
        }
        return null;
    }

    /// <summary>Never "if the server offers it": whoever stands between could take the offer out.</summary>
    private static SecureSocketOptions Security(MailOptions.SmtpOptions smtp) =>
        !smtp.Tls ? SecureSocketOptions.None : smtp.Port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;

    public void Dispose()
    {
        while (_open.TryTake(out var line)) line.Client.Dispose();
    }

    /// <summary>A connection and how much it has been used.</summary>
    private sealed class Line
    {
        public SmtpClient Client { get; } = new();

        public int Used { get; set; }

        public DateTimeOffset LastUsed { get; set; }

        /// <summary>It broke before any text went over it.</summary>
        public bool WasDead { get; set; }

        /// <summary>What the server was to take it has taken; how the goodbye goes changes nothing.</summary>
        public async Task HangUpAsync()
        {
            try
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                if (Client.IsConnected) await Client.DisconnectAsync(quit: true, soon.Token);
            }
            catch (Exception failure) when (failure is IOException or SocketException or SmtpProtocolException or OperationCanceledException or SmtpCommandException)
            {
            }
            Client.Dispose();
        }
    }

    /// <summary>Notices when the first octets of the message itself go out.</summary>
    private sealed class TextProgress : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
