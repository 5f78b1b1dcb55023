namespace FibreCentre.ICalendar;

/// <summary>What a time is taken by (RFC 5545 section 3.2.9).</summary>
public enum BusyKind
{
    /// <summary>BUSY: taken by one or more events.</summary>
    Busy,

    /// <summary>BUSY-UNAVAILABLE: not to be had, whatever is planned.</summary>
    Unavailable,

    /// <summary>BUSY-TENTATIVE: taken by what may not take place.</summary>
    Tentative,

    /// <summary>FREE.</summary>
    Free,
}

/// <summary>A span of time and what it is taken by. The offsets of its ends do not matter; it is written in UTC, cut to whole seconds.</summary>
/// <param name="Start">The instant it begins.</param>
/// <param name="End">The instant it ends, at least a second after <paramref name="Start"/>.</param>
/// <param name="Kind">Busy unless told.</param>
public sealed record BusyPeriod(DateTimeOffset Start, DateTimeOffset End, BusyKind Kind = BusyKind.Busy);

/// <summary>
/// When somebody or something is taken, without saying by what (RFC 5545 section 3.6.4). The rules named here are checked when the
/// <see cref="CalendarObject"/> that holds it is written.
/// </summary>
public sealed record CalendarFreeBusy
{
    /// <summary>The identity: 1 to 255 octets of UTF-8 without control characters.</summary>
    public required string Uid { get; init; }

    /// <summary>DTSTAMP: when this was made.</summary>
    public required DateTimeOffset Stamp { get; init; }

    /// <summary>The instant from which it speaks.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The instant until which it speaks, at least a second after <see cref="Start"/>. What is not in <see cref="Periods"/> until then is free.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Of whom; required where it is published (RFC 5546 section 3.3.1).</summary>
    public CalendarAddress? Organizer { get; init; }

    /// <summary>An absolute URI in visible ASCII where the latest can be had; null or empty: none.</summary>
    public string? Url { get; init; }

    /// <summary>The times, written in the order given.</summary>
    public IReadOnlyList<BusyPeriod> Periods { get; init; } = [];
}
