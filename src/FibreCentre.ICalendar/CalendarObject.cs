using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace FibreCentre.ICalendar;

/// <summary>METHOD: what the receiver is asked to do (RFC 5546 section 1.4). What each one demands is checked when it is written.</summary>
public enum CalendarMethod
{
    /// <summary>No METHOD: a feed or a file. Organizer and attendees are possible, but expose people.</summary>
    None,

    /// <summary>Each event, and whatever tells when somebody is busy, has an organizer; no event has an attendee (RFC 5546 sections 3.2.1 and 3.3.1).</summary>
    Publish,

    /// <summary>One event, with organizer, at least one attendee and a summary, not cancelled (section 3.2.2).</summary>
    Request,

    /// <summary>One event, with organizer and exactly one attendee, who has answered (section 3.2.3).</summary>
    Reply,

    /// <summary>One event, with organizer and at least one attendee, cancelled (section 3.2.5).</summary>
    Cancel,

    /// <summary>One event, with organizer and at least one attendee (section 3.2.7).</summary>
    Counter,
}

/// <summary>
/// A VCALENDAR of single events in one time zone (RFC 5545 section 3.4, RFC 7986 for NAME and REFRESH-INTERVAL), in the shape that Outlook,
/// Google, Apple and Thunderbird all read. The same object always gives the same octets: nothing is taken from the clock.
/// </summary>
public sealed record CalendarObject
{
    /// <summary>PRODID: a globally unique name for what wrote it, such as <c>-//Example Ltd//Calendar 1.0//EN</c>; not blank.</summary>
    public required string ProductId { get; init; }

    /// <summary>What the receiver is asked to do.</summary>
    public CalendarMethod Method { get; init; }

    /// <summary>The name people see (NAME and X-WR-CALNAME, with the zone as X-WR-TIMEZONE); null or empty: none.</summary>
    public string? Name { get; init; }

    /// <summary>How often subscribers should look (REFRESH-INTERVAL and X-PUBLISHED-TTL); at least a second, cut to whole seconds.</summary>
    public TimeSpan? RefreshInterval { get; init; }

    /// <summary>
    /// An IANA name, such as <c>Europe/London</c>. Its VTIMEZONE comes before the events, and in an empty calendar too. Where the one form of
    /// VTIMEZONE that all clients read cannot reproduce the zone (see <see cref="VTimeZone"/>), times are written in UTC; so are those of an
    /// event that begins or ends in an hour the clocks show twice.
    /// </summary>
    public required string TimeZoneId { get; init; }

    /// <summary>The events, each with a UID of its own.</summary>
    public IReadOnlyList<CalendarEvent> Events { get; init; } = [];

    /// <summary>When somebody is busy, each with a UID of its own; with no method or <see cref="CalendarMethod.Publish"/> only. Written behind the events.</summary>
    public IReadOnlyList<CalendarFreeBusy> FreeBusy { get; init; } = [];

    /// <summary>Writes the calendar as folded UTF-8 content lines with CRLF ends.</summary>
    /// <exception cref="ArgumentException">A rule named at a property is broken; names the property. Nothing has been written then.</exception>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        CalendarRules.Check(this);
        using var writer = new CalendarWriter(output);
        new CalendarObjectWriter(this, writer).Write();
    }

    /// <summary>The calendar as octets; see <see cref="WriteTo"/>.</summary>
    /// <exception cref="ArgumentException">A rule named at a property is broken; names the property.</exception>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(1024 + 640 * Events.Count);
        WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads the first VCALENDAR of a stream; see <see cref="CalendarComponent.Read"/> and <see cref="ReceivedCalendar"/>.</summary>
    /// <exception cref="CalendarFormatException">The octets are no calendar or exceed a limit; says where.</exception>
    public static ReceivedCalendar Parse(Stream input, CalendarLimits? limits = null) => ReceivedCalendar.From(CalendarComponent.Read(input, limits));

    /// <summary>Reads the first VCALENDAR of an array; see <see cref="Parse(Stream, CalendarLimits?)"/>.</summary>
    /// <exception cref="CalendarFormatException">The octets are no calendar or exceed a limit; says where.</exception>
    public static ReceivedCalendar Parse(byte[] octets, CalendarLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(octets);
        using var input = new MemoryStream(octets, writable: false);
        return Parse(input, limits);
    }

    /// <summary>As <see cref="Parse(Stream, CalendarLimits?)"/>, with the refusal as a value.</summary>
    /// <returns>True with <paramref name="calendar"/>, false with <paramref name="error"/>.</returns>
    public static bool TryParse(
        Stream input, [NotNullWhen(true)] out ReceivedCalendar? calendar, [NotNullWhen(false)] out CalendarFormatError? error, CalendarLimits? limits = null)
    {
        try
        {
            (calendar, error) = (Parse(input, limits), null);
            return true;
        }
        catch (CalendarFormatException refused)
        {
            (calendar, error) = (null, refused.Error);
            return false;
        }
    }
}
