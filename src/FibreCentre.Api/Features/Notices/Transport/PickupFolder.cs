using System.Globalization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices.Transport;

/// <summary>Writes each message as a file, for a centre without a mail server: to look at, or for a mail server to pick up.</summary>
internal sealed class PickupFolder(IOptions<MailOptions> options, TimeProvider clock) : IMailTransport
{
    public async Task<Delivery> SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        if (options.Value.Pickup is not { Length: > 0 } folder) return new(DeliveryOutcome.Later, "No mail server is set: give Mail__Smtp__Host, or Mail__Pickup for a folder.");
        try
        {
            Directory.CreateDirectory(folder);
            var name = string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyyMMdd-HHmmss-fff}-{mail.MessageId?.Split('@')[0]}.eml");
            var unfinished = Path.Combine(folder, $".{name}");
            var format = FormatOptions.Default.Clone();
            format.NewLineFormat = NewLineFormat.Dos;
            await mail.WriteToAsync(format, unfinished, cancellationToken);
            File.Move(unfinished, Path.Combine(folder, name), overwrite: true);   // whoever watches the folder sees whole files only
            return Delivery.Sent;
        }
        catch (IOException failure)
        {
            return new(DeliveryOutcome.Later, $"The folder for mail cannot be written: {failure.GetType().Name}.");
        }
    }
}
