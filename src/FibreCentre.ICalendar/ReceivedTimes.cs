using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace FibreCentre.ICalendar;

/// <summary>
/// Turns received date-times into instants (RFC 5545 section 3.3.5). A zone is believed by its name first, IANA or Windows, because many
/// senders' VTIMEZONEs are wrong or abridged; the VTIMEZONE decides for names nobody else knows ("Customized Time Zone").
/// </summary>
internal sealed class ReceivedTimes
{
    // Names come from strangers, and looking one up costs its length squared.
    private const int LongestName = 255;

    // A time in a gap means the offset before it; one in a repeated hour the first.
    private static readonly ZoneLocalMappingResolver Resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);
    private static readonly Dictionary<string, string> Known = KnownZones();
    private readonly Dictionary<string, Func<LocalDateTime, Instant>?> _zones = [];
    private readonly Dictionary<string, CalendarComponent> _components = [];

    public ReceivedTimes(CalendarComponent calendar)
    {
        foreach (var component in calendar.ComponentsNamed("VTIMEZONE"))
            _components.TryAdd(component.Property("TZID")?.Text.Trim() ?? "", component);
    }

    /// <summary>A time that says itself that it is in UTC.</summary>
    public DateTimeOffset? Utc(string value) => Instant(new CalendarProperty("X", value));

    public DateTimeOffset? Instant(CalendarProperty? property)
    {
        var value = property?.RawValue.Trim() ?? "";
        var utc = value is [.., 'Z' or 'z'];
        if (Local(utc ? value.AsSpan(0, value.Length - 1) : value) is not { } local)
            return null;
        var instant = utc ? local.InUtc().ToInstant() : property!.Parameter("TZID") is { } id ? Zone(id.Trim())?.Invoke(local) : null;
        return instant is { } known && known >= NodaTime.Instant.FromUtc(1, 1, 1, 0, 0) ? known.ToDateTimeOffset() : null;
    }

    public static DateTimeOffset? Add(DateTimeOffset? start, TimeSpan? duration)
    {
        if (start is not { } from || duration is not { } length)
            return null;
        return length < TimeSpan.Zero || length > DateTimeOffset.MaxValue - from ? null : from + length;
    }

    private Func<LocalDateTime, Instant>? Zone(string id)
    {
        if (_zones.TryGetValue(id, out var known))
            return known;
        if (Named(id) is { } zone)
            return _zones[id] = local => zone.ResolveLocal(local, Resolver).ToInstant();
        return _zones[id] = _components.TryGetValue(id, out var component) ? ByComponent(component) : null;
    }

    private static Func<LocalDateTime, Instant>? ByComponent(CalendarComponent component)
    {
        if (component.Property("X-LIC-LOCATION")?.Text is { } location && Named(location.Trim()) is { } zone)
            return local => zone.ResolveLocal(local, Resolver).ToInstant();
        return VTimeZone.FromComponent(component) is { } block ? local => local.WithOffset(block.OffsetAt(local)).ToInstant() : null;
    }

    private static DateTimeZone? Named(string id)
    {
        if (id.Length > LongestName)
            return null;

        // Globally unique ids: "/freeassociation.sourceforge.net/Tzfile/Europe/London" and the like.
        for (var rest = id; rest.Length > 0; rest = rest[(rest.IndexOf('/', StringComparison.Ordinal) + 1)..])
        {
            if (Known.TryGetValue(rest, out var known))
                return DateTimeZoneProviders.Tzdb[known];
            if (!id.StartsWith('/') || !rest.Contains('/', StringComparison.Ordinal))
                return null;
        }
        return null;
    }

    private static Dictionary<string, string> KnownZones()
    {
        var known = DateTimeZoneProviders.Tzdb.Ids.ToDictionary(id => id, StringComparer.OrdinalIgnoreCase);
        foreach (var (windows, id) in TzdbDateTimeZoneSource.Default.WindowsToTzdbIds)
            known.TryAdd(windows, id);
        return known;
    }

    /// <summary>yyyyMMddTHHmmss, years 1 to 9998; a leap second counts as the one before.</summary>
    private static LocalDateTime? Local(ReadOnlySpan<char> text)
    {
        if (text.Length != 15 || text[8] is not ('T' or 't') || text[..8].ContainsAnyExceptInRange('0', '9') || text[9..].ContainsAnyExceptInRange('0', '9'))
            return null;
        var (year, month, day) = (Number(text[..4]), Number(text[4..6]), Number(text[6..8]));
        var (hour, minute, second) = (Number(text[9..11]), Number(text[11..13]), Number(text[13..15]));
        if (year is < 1 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return null;
        return new LocalDateTime(year, month, day, hour, minute, Math.Min(second, 59));
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
