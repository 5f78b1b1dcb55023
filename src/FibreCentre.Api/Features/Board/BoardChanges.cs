using System.Collections.Concurrent;
using System.Threading.Channels;

namespace FibreCentre.Api.Features.Board;

/// <summary>Who in this instance wants to hear that a week of the board has changed. Hears from <see cref="BoardListener"/>, whichever instance made the change.</summary>
internal sealed class BoardChanges
{
    /// <summary>However many changes: one event in so much time. What comes meanwhile waits and becomes the next one.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<BoardSubscription, DateOnly?> _all = new();

    /// <summary>The Mondays somebody watches now; empty when nobody watches, or somebody watches no week in particular.</summary>
    public IReadOnlyCollection<DateOnly> Weeks => [.. _all.Values.OfType<DateOnly>().Distinct()];

    /// <param name="week">A Monday; null is every week.</param>
    public BoardSubscription Subscribe(DateOnly? week)
    {
        var subscription = new BoardSubscription(each => _all.TryRemove(each, out _));
        _all[subscription] = week;
        return subscription;
    }

    /// <param name="week">A Monday; null is every week.</param>
    public void Tell(DateOnly? week)
    {
        foreach (var (subscription, watched) in _all) if (week is null || watched is null || watched == week) subscription.Tell();
    }
}

/// <summary>One browser's wait for changes.</summary>
internal sealed class BoardSubscription(Action<BoardSubscription> end) : IDisposable
{
    // Told twice before it looked is told once.
    private readonly Channel<bool> _told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Tell() => _told.Writer.TryWrite(true);

    /// <summary>True when something changed; false when nothing did for that long.</summary>
    /// <exception cref="OperationCanceledException">The wait was called off.</exception>
    public async Task<bool> ChangedAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(wait);
        try
        {
            await _told.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        await Task.Delay(BoardChanges.Pause, cancellationToken);
        return _told.Reader.TryRead(out _);
    }

    public void Dispose() => end(this);
}
