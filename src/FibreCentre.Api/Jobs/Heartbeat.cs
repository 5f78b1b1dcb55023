namespace FibreCentre.Api.Jobs;

/// <summary>When the scheduler last ticked in this process.</summary>
internal sealed class Heartbeat(TimeProvider clock)
{
    private long _last;

    public DateTimeOffset? Last => Interlocked.Read(ref _last) is var ticks and not 0 ? new(ticks, TimeSpan.Zero) : null;

    public void Beat() => Interlocked.Exchange(ref _last, clock.GetUtcNow().UtcTicks);
}
