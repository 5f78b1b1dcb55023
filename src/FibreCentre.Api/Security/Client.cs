using System.Net;
using System.Net.Sockets;

namespace FibreCentre.Api.Security;

/// <summary>Where a request comes from.</summary>
internal static class Client
{
    /// <summary>What one household or office has: the IPv4 address, or the first 64 bits of the IPv6 one, all of whose others are the same people's.</summary>
    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } six => $"{new IPAddress([.. six.GetAddressBytes()[..8], .. new byte[8]])}/64",
        var four => four.ToString(),
    };
}

/// <summary>The secret a browser keeps after its first sign-in, so that it is known again wherever it is. It opens nothing by itself.</summary>
internal sealed class DeviceCookie(IConfiguration configuration)
{
    private readonly bool _secure = SignIn.IsSecure(configuration);

    public string? Read(HttpContext http) => http.Request.Cookies[Name] is { Length: > 0 and <= 64 } device ? device : null;

    public void Write(HttpContext http, string device) => http.Response.Cookies.Append(Name, device, new()
    {
        HttpOnly = true, Secure = _secure, SameSite = SameSiteMode.Lax, MaxAge = Throttle.KnownFor, IsEssential = true,
    });

    private string Name => _secure ? "__Host-device" : "device";
}
