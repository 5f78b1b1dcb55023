using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace FibreCentre.Testing;

/// <summary>
/// A program that a test started and that ends, with its descendants, no later than the test. Its standard input stays open until then and closes
/// even when the test run itself is killed, so a program that watches it never outlives us.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process process;
    private readonly string name;
    private readonly ConcurrentQueue<string> said = new();
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    private ChildProcess(ProcessStartInfo start)
    {
        name = Path.GetFileName(start.FileName);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Hear(e.Data, isOutput: true);
        process.ErrorDataReceived += (_, e) => Hear(e.Data, isOutput: false);
    }

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Everything it wrote so far, standard output and error in the order of arrival.</summary>
    public string Output => string.Join('\n', said);

    /// <summary>Starts a program.</summary>
    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="arguments">Its arguments, one each; nothing is quoted or expanded.</param>
    /// <param name="environment">Added to our environment; a null value removes the variable.</param>
    /// <param name="workingDirectory">Ours when null.</param>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>()) start.Environment[key] = value;

        var child = new ChildProcess(start);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>
    /// The next line of standard output that <paramref name="wanted"/> accepts; lines before it are passed over for good. One waiter at a time.
    /// </summary>
    /// <exception cref="InvalidOperationException">It ended without saying so; the message holds its output.</exception>
    /// <exception cref="TimeoutException">It did not say so in time; the message holds its output.</exception>
    public async Task<string> WaitForLine(Func<string, bool> wanted, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(limit.Token))
            {
                if (wanted(line)) return line;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{name} did not say what was waited for in {timeout.TotalSeconds:0.#} s. It said:\n{Output}");
        }
        throw new InvalidOperationException($"{name} ended without saying what was waited for. It said:\n{Output}");
    }

    /// <summary>Its exit code, once it has ended and everything it wrote has been read.</summary>
    /// <exception cref="TimeoutException">It still runs; the message holds its output.</exception>
    public async Task<int> WaitForExit(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{name} still runs after {timeout.TotalSeconds:0.#} s. It said:\n{Output}");
        }
        return process.ExitCode;
    }

    /// <summary>Asks it to end (SIGTERM) and waits for its exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public Task<int> Stop(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Signal(Terminate);
        return WaitForExit(timeout, cancellationToken);
    }

    /// <summary>Ends it at once (SIGKILL), as a power cut would; its descendants are left alone, as a crash leaves them.</summary>
    public async Task Kill()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
    }

    /// <summary>Sends a signal, by its number. Nothing happens when it has ended already.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    public void Signal(int number)
    {
        const int noSuchProcess = 3;
        if (process.HasExited) return;
        if (SendSignal(process.Id, number) != 0 && Marshal.GetLastPInvokeError() is var error and not noSuchProcess) throw new Win32Exception(error);
    }

    /// <summary>Ends it and all it started, at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Hear(string? line, bool isOutput)
    {
        if (line is not null) said.Enqueue(line);
        if (!isOutput) return;
        if (line is null) lines.Writer.TryComplete();
        else lines.Writer.TryWrite(line);
    }

#pragma warning disable SYSLIB1054 // Two integers need no generated marshalling, and so no unsafe code in this project
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
#pragma warning restore SYSLIB1054
}
