namespace FibreCentre.Api.Features.Demo;

/// <summary>A clock that runs as fast as the real one and may be set: a demo has a past, which is lived through when it is made.</summary>
internal sealed class DemoClock(TimeProvider real) : TimeProvider
{
    private TimeSpan _ahead;

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + _ahead;

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);

    public void Set(DateTimeOffset now) => _ahead = now - real.GetUtcNow();

    public void SetRight() => _ahead = TimeSpan.Zero;
}
