namespace FibreCentre.ICalendar;

/// <summary>STATUS of an event (RFC 5545 section 3.8.1.11).</summary>
public enum EventStatus
{
    /// <summary>TENTATIVE.</summary>
    Tentative,

    /// <summary>CONFIRMED.</summary>
    Confirmed,

    /// <summary>CANCELLED.</summary>
    Cancelled,
}

/// <summary>An alarm that shows a text (RFC 5545 section 3.6.6, ACTION:DISPLAY).</summary>
/// <param name="Before">How long before the start, as exact time; zero or more, at most 366 days, whole seconds.</param>
/// <param name="Description">What it shows; any text.</param>
public sealed record DisplayAlarm(TimeSpan Before, string Description);

/// <summary>
/// One event (RFC 5545 section 3.6.1) without recurrence. The rules named here are checked when the <see cref="CalendarObject"/> that
/// holds it is written. Texts are escaped and stripped of control characters then; times are cut to whole seconds.
/// Two events are equal when their properties are; <see cref="Attendees"/> counts by reference, as in every record.
/// </summary>
public sealed record CalendarEvent
{
    /// <summary>The identity, the same for ever: 1 to 255 octets of UTF-8 without control characters (RFC 7986 section 5.3: nothing personal in it).</summary>
    public required string Uid { get; init; }

    /// <summary>0 or more; rises with every change of time, place or status (RFC 5546 section 2.1.4).</summary>
    public int Sequence { get; init; }

    /// <summary>DTSTAMP: when this message was made or, in a feed, when the event last changed.</summary>
    public required DateTimeOffset Stamp { get; init; }

    /// <summary>The instant it begins; its offset does not matter. Written in the calendar's zone, or in UTC where that cannot be done faithfully.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The instant it ends, at least a second after <see cref="Start"/>.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The title; in a REQUEST not blank.</summary>
    public required string Summary { get; init; }

    /// <summary>Any text; null or empty: none.</summary>
    public string? Description { get; init; }

    /// <summary>Any text; null or empty: none.</summary>
    public string? Location { get; init; }

    /// <summary>An absolute URI in visible ASCII; null or empty: none.</summary>
    public string? Url { get; init; }

    /// <summary>Confirmed unless told.</summary>
    public EventStatus Status { get; init; } = EventStatus.Confirmed;

    /// <summary>TRANSP:TRANSPARENT: takes up nobody's time.</summary>
    public bool Transparent { get; init; }

    /// <summary>CLASS:PRIVATE; without it nothing is said, which means public.</summary>
    public bool Private { get; init; }

    /// <summary>When the event came to be.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Who invites; required in every method but <see cref="CalendarMethod.None"/>.</summary>
    public CalendarAddress? Organizer { get; init; }

    /// <summary>Who is invited; see <see cref="CalendarMethod"/> for how many.</summary>
    public IReadOnlyList<CalendarAttendee> Attendees { get; init; } = [];

    /// <summary>
    /// At most one. A CANCEL and a REPLY never carry it (RFC 5546 sections 3.2.3 and 3.2.5): there it is left out silently, so that the event
    /// once sent can be cancelled with a <c>with</c>.
    /// </summary>
    public DisplayAlarm? Alarm { get; init; }
}
