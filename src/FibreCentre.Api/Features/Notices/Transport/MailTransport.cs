using MimeKit;

namespace FibreCentre.Api.Features.Notices.Transport;

/// <summary>Hands one message over and says what became of it; it never throws for what a mail server does.</summary>
internal interface IMailTransport
{
    Task<Delivery> SendAsync(MimeMessage mail, CancellationToken cancellationToken);
}

internal static class MailTransportRegistration
{
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().Bind(configuration.GetSection("Mail"));
        return configuration["Mail:Smtp:Host"] is { Length: > 0 }
            ? services.AddSingleton<IMailTransport, SmtpTransport>()
            : services.AddSingleton<IMailTransport, PickupFolder>();
    }
}
