using FibreCentre.Api.Features.Assessment;

namespace FibreCentre.Api.CommandLine;

/// <summary>One line on a terminal, on the error stream so that what is piped stays clean. Where there is no terminal it says nothing.</summary>
internal sealed class ProgressBar(TimeProvider clock) : IProgress<LedgerProgress>
{
    private const int Width = 40;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly long _began = clock.GetTimestamp();
    private long _last;

    public void Report(LedgerProgress value)
    {
        if (Console.IsErrorRedirected || value.Lines == 0 || clock.GetElapsedTime(_last) < Between) return;
        _last = clock.GetTimestamp();
        var (filled, seconds) = ((int)(Width * value.Read / value.Lines), clock.GetElapsedTime(_began).TotalSeconds);
        Console.Error.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {value.Read:N0} of {value.Lines:N0} lines, {value.Read / Math.Max(seconds, 0.001):N0} a second ");
    }

    public void End()
    {
        if (_last != 0) Console.Error.WriteLine();
    }
}
