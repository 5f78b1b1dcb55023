using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace FibreCentre.Api.Http;

internal static class Proxies
{
    /// <summary>Believes what a reverse proxy says of the caller only when the proxy is one of those named; nobody else can choose an address or a scheme.</summary>
    public static IServiceCollection AddProxies(this IServiceCollection services, IConfiguration configuration) => services.Configure<ForwardedHeadersOptions>(options =>
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var address in (configuration["Proxies"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) options.KnownProxies.Add(IPAddress.Parse(address));
        if (options.KnownProxies.Count == 0) options.ForwardedHeaders = ForwardedHeaders.None;
    });
}
