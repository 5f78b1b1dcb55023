using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace FibreCentre.Testing;

/// <summary>How the server speaks TLS; its certificate is self-signed.</summary>
public enum SmtpTls
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>STARTTLS is offered (RFC 3207).</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314).</summary>
    Implicit,
}

/// <summary>A message that the server accepted.</summary>
/// <param name="Name">Sorts by arrival.</param>
/// <param name="Raw">The bytes as they came, without the dots that SMTP doubles.</param>
/// <param name="From">MAIL FROM; empty for a bounce.</param>
/// <param name="To">Every RCPT TO that was accepted.</param>
/// <param name="User">Who signed in, if anybody did.</param>
/// <param name="Secure">Whether it came over TLS.</param>
public sealed record ReceivedMessage(string Name, ReadOnlyMemory<byte> Raw, string From, IReadOnlyList<string> To, string? User, bool Secure)
{
    /// <summary>The bytes as Latin-1, one character a byte: enough to look for a header, never to compare a text.</summary>
    public string Text => Encoding.Latin1.GetString(Raw.Span);
}

/// <summary>
/// A real SMTP server (tests/tools/smtp-server.mjs) on a free port of this machine. Recipients such as <c>refuse+ann@example.com</c>, <c>tempfail+</c>,
/// <c>hang+</c>, <c>slow+</c>, <c>drop-before-data+</c> and <c>drop-after-body+</c> meet that fault; with <c>-once</c> before the plus, only the first time.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly string folder;

    private SmtpServer(ChildProcess process, string folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    /// <summary>127.0.0.1.</summary>
    public static string Host => "127.0.0.1";

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts a server with an empty mailbox.</summary>
    /// <param name="tls">How it speaks TLS.</param>
    /// <param name="signIn">When given, nothing is accepted without this sign-in.</param>
    /// <param name="port">A given port, for a server that comes back; 0 takes a free one.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<SmtpServer> Start(
        SmtpTls tls = SmtpTls.None, (string User, string Password)? signIn = null, int port = 0, CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("fibrecentre-mail-").FullName;
        var script = Path.Combine(Repository.Tools, "smtp-server.mjs");
        List<string> arguments = [script, "--port", port.ToString(CultureInfo.InvariantCulture), "--dir", folder, "--exit-with-stdin"];
        if (tls is SmtpTls.StartTls) arguments.Add("--tls=starttls");
        if (tls is SmtpTls.Implicit) arguments.Add("--tls=implicit");
        if (signIn is var (user, password)) arguments.AddRange(["--auth", $"{user}:{password}"]);

        var process = ChildProcess.Start("node", arguments);
        try
        {
            const string listening = "LISTENING ";
            var line = await process.WaitForLine(l => l.StartsWith(listening, StringComparison.Ordinal), TimeSpan.FromSeconds(30), cancellationToken);
            return new SmtpServer(process, folder, int.Parse(line.AsSpan(listening.Length), CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Every message accepted so far, in the order of arrival.</summary>
    public async Task<IReadOnlyList<ReceivedMessage>> Messages(CancellationToken cancellationToken = default)
    {
        var messages = new List<ReceivedMessage>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal)) messages.Add(await Read(file, cancellationToken));
        return messages;
    }

    /// <summary>
    /// Waits until at least <paramref name="count"/> messages that <paramref name="wanted"/> accepts are there, and returns all of those.
    /// </summary>
    /// <exception cref="TimeoutException">Fewer came in time; the message says what did.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> WaitForMessages(
        int count, TimeSpan timeout, Func<ReceivedMessage, bool>? wanted = null, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);

        // Watch first, then look: what arrives between the two rings the bell.
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName };
        watcher.Renamed += (_, _) => bell.Writer.TryWrite(true);
        watcher.Created += (_, _) => bell.Writer.TryWrite(true);
        watcher.Error += (_, _) => bell.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;

        var read = new SortedDictionary<string, ReceivedMessage>(StringComparer.Ordinal);
        List<ReceivedMessage> found = [];
        try
        {
            while (true)
            {
                foreach (var file in Directory.EnumerateFiles(folder, "*.eml"))
                {
                    if (!read.ContainsKey(file)) read[file] = await Read(file, limit.Token);
                }
                found = [.. read.Values.Where(m => wanted?.Invoke(m) ?? true)];
                if (found.Count >= count) return found;
                await bell.Reader.ReadAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var arrived = string.Join('\n', read.Values.Select(m => $"  {m.Name}: {m.From} -> {string.Join(", ", m.To)}"));
            throw new TimeoutException($"Waited {timeout.TotalSeconds:0.#} s for {count} messages; {found.Count} fit among these {read.Count}:\n{arrived}");
        }
    }

    /// <summary>Deletes what has arrived.</summary>
    public void Clear()
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml")) File.Delete(file);
    }

    /// <summary>Goes off at once, as a crash would; connections are cut. What was stored can still be read.</summary>
    public Task Crash() => process.Kill();

    /// <summary>Stops the server and deletes its mailbox.</summary>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<ReceivedMessage> Read(string file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var raw = await File.ReadAllBytesAsync(file, cancellationToken);
        var json = await File.ReadAllBytesAsync(Path.Combine(folder, "envelopes", $"{name}.json"), cancellationToken);
        var envelope = JsonSerializer.Deserialize<Envelope>(json, JsonSerializerOptions.Web) ?? throw new JsonException($"{name}: no envelope");
        return new ReceivedMessage(name, raw, envelope.From, envelope.To, envelope.User, envelope.Secure);
    }

    private sealed record Envelope(string From, IReadOnlyList<string> To, string? User, bool Secure);
}
