namespace FibreCentre.ICalendar;

/// <summary>
/// A calendar from somebody else, read as far as answers to invitations need it. Nothing here is checked against the sender: who may
/// say what is for the caller to decide. What is missing or cannot be read is null, 0 or absent, and still stands in
/// <see cref="Component"/>.
/// </summary>
public sealed record ReceivedCalendar
{
    /// <summary>METHOD; None when there is none, null when it is one that <see cref="CalendarMethod"/> does not name (ADD, REFRESH, DECLINECOUNTER).</summary>
    public required CalendarMethod? Method { get; init; }

    /// <summary>PRODID.</summary>
    public string? ProductId { get; init; }

    /// <summary>NAME, or X-WR-CALNAME.</summary>
    public string? Name { get; init; }

    /// <summary>The VEVENTs that have a UID, in order; other components are in <see cref="Component"/> only.</summary>
    public IReadOnlyList<ReceivedEvent> Events { get; init; } = [];

    /// <summary>The VFREEBUSYs, in order.</summary>
    public IReadOnlyList<ReceivedFreeBusy> FreeBusy { get; init; } = [];

    /// <summary>All of it, as it came.</summary>
    public required CalendarComponent Component { get; init; }

    /// <summary>Reads a VCALENDAR that has been taken apart already.</summary>
    /// <exception cref="CalendarFormatException">The component is not a VCALENDAR.</exception>
    public static ReceivedCalendar From(CalendarComponent calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (calendar.Name != "VCALENDAR")
            throw new CalendarFormatException(CalendarFault.NotACalendar, 1, "The component is not a VCALENDAR.");

        var times = new ReceivedTimes(calendar);
        return new ReceivedCalendar
        {
            Method = MethodOf(calendar.Property("METHOD")?.RawValue.Trim()),
            ProductId = calendar.Property("PRODID")?.Text,
            Name = (calendar.Property("NAME") ?? calendar.Property("X-WR-CALNAME"))?.Text,
            Events = [.. calendar.ComponentsNamed("VEVENT").Select(e => ReceivedEvent.From(e, times)).OfType<ReceivedEvent>()],
            FreeBusy = [.. calendar.ComponentsNamed("VFREEBUSY").Select(taken => ReceivedFreeBusy.From(taken, times))],
            Component = calendar,
        };
    }

    private static CalendarMethod? MethodOf(string? method) => method?.ToUpperInvariant() switch
    {
        null or "" => CalendarMethod.None,
        "PUBLISH" => CalendarMethod.Publish,
        "REQUEST" => CalendarMethod.Request,
        "REPLY" => CalendarMethod.Reply,
        "CANCEL" => CalendarMethod.Cancel,
        "COUNTER" => CalendarMethod.Counter,
        _ => null,
    };
}

/// <summary>A received VEVENT; see <see cref="ReceivedCalendar"/> for what null means.</summary>
public sealed record ReceivedEvent
{
    /// <summary>Never empty.</summary>
    public required string Uid { get; init; }

    /// <summary>0 when it is missing or no number (RFC 5545 section 3.8.7.4 gives 0 as default).</summary>
    public int Sequence { get; init; }

    /// <summary>DTSTAMP, in UTC.</summary>
    public DateTimeOffset? Stamp { get; init; }

    /// <summary>
    /// DTSTART as an instant, in UTC. Zones are found by IANA name, Windows name, or the VTIMEZONE that came along. Null for a date without
    /// a time, a time without a zone, and a zone that cannot be made out.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>DTEND, or DTSTART and DURATION, as <see cref="Start"/>.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>SUMMARY.</summary>
    public string? Summary { get; init; }

    /// <summary>DESCRIPTION.</summary>
    public string? Description { get; init; }

    /// <summary>LOCATION.</summary>
    public string? Location { get; init; }

    /// <summary>STATUS.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>RECURRENCE-ID as written: the event is one instance of a series.</summary>
    public string? RecurrenceId { get; init; }

    /// <summary>ORGANIZER, if it is a mail address.</summary>
    public CalendarAddress? Organizer { get; init; }

    /// <summary>Those ATTENDEEs that have a mail address; a PARTSTAT that is missing or unknown counts as NEEDS-ACTION.</summary>
    public IReadOnlyList<CalendarAttendee> Attendees { get; init; } = [];

    /// <summary>Every COMMENT: what people write along with an answer.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>The VALARMs, in order.</summary>
    public IReadOnlyList<ReceivedAlarm> Alarms { get; init; } = [];

    /// <summary>All of it, as it came.</summary>
    public required CalendarComponent Component { get; init; }

    internal static ReceivedEvent? From(CalendarComponent item, ReceivedTimes times)
    {
        if (item.Property("UID")?.Text.Trim() is not { Length: > 0 } uid)
            return null;

        var start = times.Instant(item.Property("DTSTART"));
        return new ReceivedEvent
        {
            Uid = uid,
            Sequence = int.TryParse(item.Property("SEQUENCE")?.RawValue.Trim(), System.Globalization.NumberStyles.None, null, out var sequence) ? sequence : 0,
            Stamp = times.Instant(item.Property("DTSTAMP")),
            Start = start,
            End = item.Property("DTEND") is { } end ? times.Instant(end) : ReceivedTimes.Add(start, CalendarDuration.Parse(item.Property("DURATION")?.RawValue)),
            Summary = item.Property("SUMMARY")?.Text,
            Description = item.Property("DESCRIPTION")?.Text,
            Location = item.Property("LOCATION")?.Text,
            Status = item.Property("STATUS")?.RawValue.Trim().ToUpperInvariant() switch
            {
                "TENTATIVE" => EventStatus.Tentative,
                "CONFIRMED" => EventStatus.Confirmed,
                "CANCELLED" => EventStatus.Cancelled,
                _ => null,
            },
            RecurrenceId = item.Property("RECURRENCE-ID")?.RawValue,
            Organizer = item.Property("ORGANIZER") is { } organizer ? CalendarAddress.FromProperty(organizer) : null,
            Attendees = [.. item.PropertiesNamed("ATTENDEE").Select(Attendee).OfType<CalendarAttendee>()],
            Comments = [.. item.PropertiesNamed("COMMENT").Select(c => c.Text)],
            Alarms = [.. item.ComponentsNamed("VALARM").Select(alarm => ReceivedAlarm.From(alarm, times))],
            Component = item,
        };
    }

    private static CalendarAttendee? Attendee(CalendarProperty property) => CalendarAddress.FromProperty(property) is not { } address ? null : new CalendarAttendee(
        address,
        property.Parameter("PARTSTAT")?.Trim().ToUpperInvariant() switch
        {
            "ACCEPTED" => ParticipationStatus.Accepted,
            "DECLINED" => ParticipationStatus.Declined,
            "TENTATIVE" => ParticipationStatus.Tentative,
            "DELEGATED" => ParticipationStatus.Delegated,
            _ => ParticipationStatus.NeedsAction,
        },
        string.Equals(property.Parameter("RSVP")?.Trim(), "TRUE", StringComparison.OrdinalIgnoreCase));
}

/// <summary>A received VALARM (RFC 5545 section 3.6.6).</summary>
public sealed record ReceivedAlarm
{
    /// <summary>ACTION in upper case, such as DISPLAY; empty when there is none.</summary>
    public string Action { get; init; } = "";

    /// <summary>TRIGGER as a time from the start of the event, before it when negative; a day is taken for 24 hours. Null when it is an instant or cannot be read.</summary>
    public TimeSpan? FromStart { get; init; }

    /// <summary>TRIGGER;RELATED=END, likewise from the end.</summary>
    public TimeSpan? FromEnd { get; init; }

    /// <summary>TRIGGER;VALUE=DATE-TIME, in UTC.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>DESCRIPTION.</summary>
    public string? Description { get; init; }

    /// <summary>All of it, as it came.</summary>
    public required CalendarComponent Component { get; init; }

    internal static ReceivedAlarm From(CalendarComponent alarm, ReceivedTimes times)
    {
        var trigger = alarm.Property("TRIGGER");
        var (duration, isFromEnd) = (CalendarDuration.Parse(trigger?.RawValue), string.Equals(trigger?.Parameter("RELATED")?.Trim(), "END", StringComparison.OrdinalIgnoreCase));
        return new ReceivedAlarm
        {
            Action = alarm.Property("ACTION")?.RawValue.Trim().ToUpperInvariant() ?? "",
            FromStart = isFromEnd ? null : duration,
            FromEnd = isFromEnd ? duration : null,
            At = times.Instant(trigger),
            Description = alarm.Property("DESCRIPTION")?.Text,
            Component = alarm,
        };
    }
}

/// <summary>A received VFREEBUSY (RFC 5545 section 3.6.4); see <see cref="ReceivedCalendar"/> for what null means.</summary>
public sealed record ReceivedFreeBusy
{
    /// <summary>UID.</summary>
    public string? Uid { get; init; }

    /// <summary>DTSTAMP, in UTC.</summary>
    public DateTimeOffset? Stamp { get; init; }

    /// <summary>DTSTART, in UTC.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>DTEND, in UTC.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>ORGANIZER, if it is a mail address.</summary>
    public CalendarAddress? Organizer { get; init; }

    /// <summary>Every period that can be read, in UTC and in order; a kind that is missing or unknown counts as busy (RFC 5545 section 3.2.9).</summary>
    public IReadOnlyList<BusyPeriod> Periods { get; init; } = [];

    /// <summary>All of it, as it came.</summary>
    public required CalendarComponent Component { get; init; }

    internal static ReceivedFreeBusy From(CalendarComponent taken, ReceivedTimes times) => new()
    {
        Uid = taken.Property("UID")?.Text.Trim() is { Length: > 0 } uid ? uid : null,
        Stamp = times.Instant(taken.Property("DTSTAMP")),
        Start = times.Instant(taken.Property("DTSTART")),
        End = times.Instant(taken.Property("DTEND")),
        Organizer = taken.Property("ORGANIZER") is { } organizer ? CalendarAddress.FromProperty(organizer) : null,
        Periods = [.. taken.PropertiesNamed("FREEBUSY").SelectMany(property => Read(property, times))],
        Component = taken,
    };

    private static IEnumerable<BusyPeriod> Read(CalendarProperty property, ReceivedTimes times)
    {
        var kind = property.Parameter("FBTYPE")?.Trim().ToUpperInvariant() switch
        {
            "FREE" => BusyKind.Free,
            "BUSY-UNAVAILABLE" => BusyKind.Unavailable,
            "BUSY-TENTATIVE" => BusyKind.Tentative,
            _ => BusyKind.Busy,
        };
        foreach (var period in property.RawValue.Split(','))
        {
            if (period.Split('/') is not [var from, var until] || times.Utc(from) is not { } start)
                continue;
            if ((times.Utc(until) ?? ReceivedTimes.Add(start, CalendarDuration.Parse(until))) is { } end && end > start)
                yield return new BusyPeriod(start, end, kind);
        }
    }
}
