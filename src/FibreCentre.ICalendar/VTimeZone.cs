using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace FibreCentre.ICalendar;

/// <summary>
/// A VTIMEZONE in the one form all clients agree on: one STANDARD and one DAYLIGHT, each with one yearly rule for a weekday of a
/// month, or a lone STANDARD without a rule for a zone that keeps one offset (RFC 5545 section 3.6.5; [MS-OXCICAL] 2.1.3.1.1.19).
/// DAYLIGHT is the larger wall offset, also in Dublin, whose law has it the other way round. Immutable.
/// </summary>
public sealed class VTimeZone
{
    private const int MaxCached = 512;
    private const int MaxReceivedObservances = 64;
    private static readonly ConcurrentDictionary<(string Id, int First, int Last), VTimeZone?> Cache = new();
    private readonly IReadOnlyList<ZoneObservance> _observances;

    internal VTimeZone(string timeZoneId, IReadOnlyList<ZoneObservance> observances)
    {
        TimeZoneId = timeZoneId;
        _observances = observances;
        Component = new CalendarComponent("VTIMEZONE",
            [CalendarProperty.OfText("TZID", timeZoneId)], observances.Select(o => o.ToComponent()));
        Octets = Component.ToBytes();
    }

    /// <summary>The TZID that values refer to.</summary>
    public string TimeZoneId { get; }

    /// <summary>The VTIMEZONE itself.</summary>
    public CalendarComponent Component { get; }

    /// <summary>The VTIMEZONE as it is written: whole folded lines.</summary>
    internal byte[] Octets { get; }

    /// <summary>
    /// The block that is right from one year before the window to one year after it, checked against every transition of the tz
    /// database in that time. The result is cached by zone and window.
    /// </summary>
    /// <param name="timeZoneId">An IANA name in the tz database that comes with NodaTime, such as <c>Europe/London</c>.</param>
    /// <param name="firstYear">The (UTC) year of the first instant to be written.</param>
    /// <param name="lastYear">The (UTC) year of the last one; not before <paramref name="firstYear"/>.</param>
    /// <param name="block">The block.</param>
    /// <returns>
    /// False when no such block reproduces the zone (Africa/Casablanca, a year in which the law changed, years outside 3 to 9900):
    /// then write UTC.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such zone, or the years are the wrong way round.</exception>
    public static bool TryCreate(string timeZoneId, int firstYear, int lastYear, [NotNullWhen(true)] out VTimeZone? block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastYear, firstYear);
        if (!Cache.TryGetValue((timeZoneId, firstYear, lastYear), out block))
        {
            block = VTimeZoneBuilder.Build(Zone(timeZoneId, nameof(timeZoneId)), firstYear, lastYear);
            // Windows move on with the calendar; a process that runs for years, or is fed odd years, must not collect them.
            if (Cache.Count >= MaxCached)
                Cache.Clear();
            Cache[(timeZoneId, firstYear, lastYear)] = block;
        }
        return block is not null;
    }

    internal static DateTimeZone Zone(string timeZoneId, string parameter) =>
        (timeZoneId is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZoneId))
        ?? throw new ArgumentException("There is no such zone in the tz database.", parameter);

    /// <summary>Reads a received block of yearly rules and single onsets; null for any other form.</summary>
    internal static VTimeZone? FromComponent(CalendarComponent component)
    {
        var observances = component.Components.Where(c => c.Name is "STANDARD" or "DAYLIGHT").Take(MaxReceivedObservances + 1).ToList();
        if (component.Property("TZID") is not { } id || observances.Count is 0 or > MaxReceivedObservances)
            return null;
        var read = observances.ConvertAll(ZoneObservance.FromComponent);
        return read.Contains(null) ? null : new VTimeZone(id.Text, read!);
    }

    /// <summary>
    /// The onset in force at that wall time decides; before the first one it is the offset it started from. A time that the clocks skip
    /// has the offset before, one that they show twice is the first (RFC 5545 section 3.3.5).
    /// </summary>
    internal Offset OffsetAt(LocalDateTime local)
    {
        ZoneObservance? current = null;
        LocalDateTime? since = null;
        foreach (var observance in _observances)
        {
            // Wall times from the onset on do not exist until the clocks have gone forward.
            var reached = local.PlusSeconds(Math.Min(0, observance.From.Seconds - observance.To.Seconds));
            var onset = (observance.Rule is null ? observance.Onset : observance.OnsetIn(reached.Year)) is { } thisYear && thisYear <= reached
                ? thisYear
                : observance.OnsetIn(reached.Year - 1);
            if (onset <= reached && (since is null || onset > since))
                (current, since) = (observance, onset);
        }
        return current?.To ?? _observances.MinBy(o => o.Onset)!.From;
    }

    /// <summary>Every change of offset in these years according to the block, in order.</summary>
    internal IEnumerable<(Instant At, Offset To)> Changes(int firstYear, int lastYear) =>
        from year in Enumerable.Range(firstYear, lastYear - firstYear + 1)
        from observance in _observances
        let onset = observance.OnsetIn(year)
        where onset is not null && observance.From != observance.To
        let at = onset.Value.WithOffset(observance.From).ToInstant()
        orderby at
        select (at, observance.To);
}
