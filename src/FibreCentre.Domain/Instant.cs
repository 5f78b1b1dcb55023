namespace FibreCentre.Domain;

public static class Instant
{
    /// <summary>To the microsecond and in UTC, as the database keeps it: what is read again is the same.</summary>
    public static DateTimeOffset AsKept(this DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
