namespace FibreCentre.Api.Features.Notices;

/// <summary>Addresses of the centre's pages for mails, which no request can tell where the centre is.</summary>
internal static class CentreLinks
{
    /// <param name="path">From the root, beginning with a slash.</param>
    public static Uri Of(IConfiguration configuration, string path) =>
        new((configuration["Centre:BaseUrl"] is { Length: > 0 } configured ? configured.TrimEnd('/') : "http://localhost:5080") + path);
}
