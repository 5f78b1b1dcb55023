using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Webhooks;

internal sealed class WebhookOptions
{
    /// <summary>Lets webhooks go to addresses inside, and over http. For tests and development; a production start refuses it.</summary>
    public bool AllowInside { get; set; }

    public int TimeoutSeconds { get; set; } = 10;
}

/// <summary>
/// Where webhooks may go: an address a provider gives must not make the centre's own server knock at doors inside its network. So https
/// only, and the address the name resolves to is looked at when the connection is made and is the one connected to.
/// </summary>
internal sealed class WebhookAddresses(IOptions<WebhookOptions> options)
{
    private bool AllowInside => options.Value.AllowInside;

    /// <summary>What is wrong with an address as it is written; null when nothing is.</summary>
    public string? WhyNot(string? url)
    {
        if (!Uri.TryCreate(url?.Trim(), UriKind.Absolute, out var uri)) return "Enter a whole address like https://example.org/hooks/training.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(AllowInside && uri.Scheme == Uri.UriSchemeHttp)) return "The address must begin with https://.";
        if (uri.UserInfo.Length > 0) return "Leave user name and password out of the address; deliveries are signed.";
        if (uri.Fragment.Length > 0) return "Leave out the part after the #.";
        return !AllowInside && IPAddress.TryParse(uri.DnsSafeHost, out var address) && IsInside(address) ? "That address is not reachable from outside. Give a public one." : null;
    }

    /// <summary>Connects to the first address of the name that lies outside.</summary>
    /// <exception cref="HttpRequestException">Every address of the name lies inside.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (Array.Find(found, each => AllowInside || !IsInside(each)) is not { } address) throw new HttpRequestException("The address does not lie outside.");
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Loopback, private, link-local, shared, multicast, reserved and documentation ranges: IANA's special-purpose registries (RFC 6890).</summary>
    internal static bool IsInside(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return Special.Any(range => range.BaseAddress.AddressFamily == address.AddressFamily && range.Contains(address));
    }

    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];
}
