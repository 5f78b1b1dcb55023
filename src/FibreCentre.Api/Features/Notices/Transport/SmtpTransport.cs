using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices.Transport;

/// <summary>
/// One message a connection, over SMTP (RFC 5321). Once the text has begun to flow, a broken connection leaves it unknown whether the
/// server took the message; before that it certainly did not.
/// </summary>
internal sealed class SmtpTransport(IOptions<MailOptions> options) : IMailTransport
{
    public async Task<Delivery> SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        var text = new TextProgress();
        try
        {
            var smtp = options.Value.Smtp;
            using var client = new SmtpClient { Timeout = smtp.TimeoutSeconds * 1000 };
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(smtp.TimeoutSeconds * 2));
            await client.ConnectAsync(smtp.Host!, smtp.Port, Security(smtp), limit.Token);
            if (smtp.User is { Length: > 0 }) await client.AuthenticateAsync(smtp.User, smtp.Password ?? "", limit.Token);
            await client.SendAsync(mail, limit.Token, text);
            // The server has taken it; how the goodbye goes changes nothing.
            await GoodbyeAsync(client);
            return Delivery.Sent;
        }
        catch (SmtpCommandException refusal) when ((int)refusal.StatusCode >= 500)
        {
            return new(DeliveryOutcome.Refused, $"The mail server refused it: {(int)refusal.StatusCode}.");
        }
        catch (SmtpCommandException refusal)
        {
            return new(DeliveryOutcome.Later, $"The mail server cannot take it now: {(int)refusal.StatusCode}.");
        }
        catch (Exception failure) when (failure is SmtpProtocolException or IOException or SocketException or OperationCanceledException or TimeoutException or ServiceNotConnectedException
            or SslHandshakeException or AuthenticationException)
        {
            return text.HasBegun
                ? new(DeliveryOutcome.Uncertain, $"The connection broke while the message was handed over: {failure.GetType().Name}.")
                : new(DeliveryOutcome.Later, $"The mail server could not be reached: {failure.GetType().Name}.");
        }
    }

    /// <summary>Never "if the server offers it": whoever stands between could take the offer out.</summary>
    private static SecureSocketOptions Security(MailOptions.SmtpOptions smtp) =>
        !smtp.Tls ? SecureSocketOptions.None : smtp.Port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;

    private static async Task GoodbyeAsync(SmtpClient client)
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await client.DisconnectAsync(quit: true, soon.Token);
        }
        catch (Exception failure) when (failure is IOException or SocketException or SmtpProtocolException or OperationCanceledException or SmtpCommandException)
        {
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
