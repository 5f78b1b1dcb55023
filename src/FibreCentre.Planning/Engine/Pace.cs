using System.Diagnostics;

namespace FibreCentre.Planning.Engine;

/// <summary>How much of a budget of moves or of time is spent. By moves alone the same seed leads to the same plan.</summary>
internal sealed class Pace(TimeSpan? time, long? moves, CancellationToken cancellation)
{
    private const int Between = 64;

    /// <summary>About as many as it makes of a middling problem; of a large one half as many, of a small one half as many again. Only for deciding how to spend a budget.</summary>
    private const double MovesASecond = 1e6;

    /// <summary>How many moves make half a budget where there is no limit: it cools ever slower.</summary>
    private const double HalfOfNoLimit = 1e6;

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly double ticks = (time ?? Timeout.InfiniteTimeSpan).TotalSeconds * Stopwatch.Frequency;

    public long Moves { get; private set; }

    public TimeSpan Elapsed => watch.Elapsed;

    /// <summary>How many moves the whole budget may come to, roughly; infinite without a limit.</summary>
    public double ExpectedMoves => Math.Min(moves ?? double.PositiveInfinity, time is { } limit ? limit.TotalSeconds * MovesASecond : double.PositiveInfinity);

    /// <summary>0 at the start, 1 at the end; ever nearer to 1 where there is no limit.</summary>
    public double Spent { get; private set; }

    public bool IsOver { get; private set; } = cancellation.IsCancellationRequested;

    /// <summary>Counts a move, or one that is worth many; true when the time was looked at.</summary>
    public bool Count(int worth = 1)
    {
        var before = Moves;
        Moves += worth;
        if (Moves / Between == before / Between) return false;
        Look();
        return true;
    }

    /// <summary>Looks at the time.</summary>
    public void Look()
    {
        var byMoves = moves is { } most ? (double)Moves / Math.Max(1, most) : 0;
        var byTime = time is null ? 0 : watch.ElapsedTicks / ticks;
        Spent = moves is null && time is null ? Moves / (Moves + HalfOfNoLimit) : Math.Min(1, Math.Max(byMoves, byTime));
        IsOver = Spent >= 1 || cancellation.IsCancellationRequested;
    }
}
