using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FibreCentre.Testing;

/// <summary>A provider's own web server, on loopback: keeps what it was sent, and answers as it is told.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _answering;

    public Receiver()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/hook";
        }
        _listener.Prefixes.Add(Url[..^"hook".Length]);
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Url { get; }

    /// <summary>What the next requests are answered; 200 when it is empty.</summary>
    public ConcurrentQueue<int> Answers { get; } = [];

    public ConcurrentQueue<(string Id, string Timestamp, string Signature, string Body)> Received { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                Received.Enqueue((context.Request.Headers["webhook-id"]!, context.Request.Headers["webhook-timestamp"]!, context.Request.Headers["webhook-signature"]!, await reader.ReadToEndAsync()));
                context.Response.StatusCode = Answers.TryDequeue(out var status) ? status : 200;
                if (context.Response.StatusCode == 302) context.Response.RedirectLocation = Url + "/elsewhere";
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
        }
    }
}
