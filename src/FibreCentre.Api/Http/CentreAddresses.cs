namespace FibreCentre.Api.Http;

internal static class CentreAddresses
{
    /// <summary>Where the centre is reached from outside, without a slash at the end: as configured, else as it was reached just now.</summary>
    public static string CentreAddress(this HttpContext http, IConfiguration configuration) =>
        configuration["Centre:BaseUrl"] is { Length: > 0 } configured ? configured.TrimEnd('/') : $"{http.Request.Scheme}://{http.Request.Host}";
}
