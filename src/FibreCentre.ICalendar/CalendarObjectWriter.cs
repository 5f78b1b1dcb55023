using System.Text;
using NodaTime;
using NodaTime.TimeZones;

namespace FibreCentre.ICalendar;

/// <summary>Writes a checked <see cref="CalendarObject"/>.</summary>
internal sealed class CalendarObjectWriter(CalendarObject calendar, CalendarWriter writer)
{
    // An empty calendar has no window. It speaks for the longest of these times that it can, so that its octets never change by themselves
    // and a client that keeps the first VTIMEZONE it sees gets later events right.
    private const int LastYearOfNothing = 2036;
    private static readonly int[] FirstYearsOfNothing = [2008, 2020, 2028, LastYearOfNothing];

    private readonly DateTimeZone _zone = VTimeZone.Zone(calendar.TimeZoneId, nameof(calendar));
    private readonly VTimeZone? _block = Block(calendar);
    private readonly byte[] _start = Encoding.UTF8.GetBytes($"DTSTART;TZID={calendar.TimeZoneId}:");
    private readonly byte[] _end = Encoding.UTF8.GetBytes($"DTEND;TZID={calendar.TimeZoneId}:");

    // The instants, in ticks, that have this offset and are shown once.
    private long _plainFrom = long.MaxValue;
    private long _plainUntil = long.MinValue;
    private int _offset;

    public void Write()
    {
        writer.Line("BEGIN:VCALENDAR"u8);
        writer.Line("VERSION:2.0"u8);
        writer.TextLine("PRODID:"u8, calendar.ProductId);
        writer.Line("CALSCALE:GREGORIAN"u8);
        if (calendar.Method != CalendarMethod.None)
            writer.Line("METHOD:"u8, calendar.Method.ToString().ToUpperInvariant());
        if (!string.IsNullOrEmpty(calendar.Name))
        {
            writer.TextLine("NAME:"u8, calendar.Name);
            writer.TextLine("X-WR-CALNAME:"u8, calendar.Name);
            writer.TextLine("X-WR-TIMEZONE:"u8, calendar.TimeZoneId);
        }
        if (calendar.RefreshInterval is { } interval)
        {
            writer.Line("REFRESH-INTERVAL;VALUE=DURATION:"u8, CalendarDuration.Format(interval));
            writer.Line("X-PUBLISHED-TTL:"u8, CalendarDuration.Format(interval));
        }
        if (_block is not null)
            writer.Octets(_block.Octets);
        foreach (var item in calendar.Events)
            Write(item);
        foreach (var taken in calendar.FreeBusy)
            Write(taken);
        writer.Line("END:VCALENDAR"u8);
    }

    private void Write(CalendarFreeBusy taken)
    {
        writer.Line("BEGIN:VFREEBUSY"u8);
        writer.TextLine("UID:"u8, taken.Uid);
        writer.UtcLine("DTSTAMP:"u8, taken.Stamp);
        writer.UtcLine("DTSTART:"u8, taken.Start);
        writer.UtcLine("DTEND:"u8, taken.End);
        WriteOrganizer(taken.Organizer);
        if (!string.IsNullOrEmpty(taken.Url))
            writer.Line("URL:"u8, taken.Url);
        foreach (var period in taken.Periods)
        {
            writer.Append(period.Kind switch
            {
                BusyKind.Unavailable => "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:"u8,
                BusyKind.Tentative => "FREEBUSY;FBTYPE=BUSY-TENTATIVE:"u8,
                BusyKind.Free => "FREEBUSY;FBTYPE=FREE:"u8,
                _ => "FREEBUSY;FBTYPE=BUSY:"u8,
            });
            writer.AppendUtc(period.Start);
            writer.Append("/"u8);
            writer.AppendUtc(period.End);
            writer.EndLine();
        }
        writer.Line("END:VFREEBUSY"u8);
    }

    private void Write(CalendarEvent item)
    {
        writer.Line("BEGIN:VEVENT"u8);
        writer.TextLine("UID:"u8, item.Uid);
        writer.UtcLine("DTSTAMP:"u8, item.Stamp);
        writer.NumberLine("SEQUENCE:"u8, item.Sequence);
        if (item.Created is { } created)
            writer.UtcLine("CREATED:"u8, created);
        if (item.LastModified is { } modified)
            writer.UtcLine("LAST-MODIFIED:"u8, modified);
        WriteTimes(item);
        writer.TextLine("SUMMARY:"u8, item.Summary);
        if (!string.IsNullOrEmpty(item.Location))
            writer.TextLine("LOCATION:"u8, item.Location);
        if (!string.IsNullOrEmpty(item.Description))
            writer.TextLine("DESCRIPTION:"u8, item.Description);
        if (!string.IsNullOrEmpty(item.Url))
            writer.Line("URL:"u8, item.Url);
        writer.Line(item.Status switch
        {
            EventStatus.Tentative => "STATUS:TENTATIVE"u8,
            EventStatus.Cancelled => "STATUS:CANCELLED"u8,
            _ => "STATUS:CONFIRMED"u8,
        });
        writer.Line(item.Transparent ? "TRANSP:TRANSPARENT"u8 : "TRANSP:OPAQUE"u8);
        if (item.Private)
            writer.Line("CLASS:PRIVATE"u8);
        WritePeople(item);
        if (item.Alarm is { } alarm && calendar.Method is not (CalendarMethod.Cancel or CalendarMethod.Reply))
            Write(alarm);
        writer.Line("END:VEVENT"u8);
    }

    private void WriteTimes(CalendarEvent item)
    {
        if (_block is not null && Local(item.Start) is { } start && Local(item.End) is { } end)
        {
            writer.LocalLine(_start, start);
            writer.LocalLine(_end, end);
            return;
        }
        writer.UtcLine("DTSTART:"u8, item.Start);
        writer.UtcLine("DTEND:"u8, item.End);
    }

    /// <summary>Null in an hour the clocks show twice: a local time there always means the first one (RFC 5545 section 3.3.5).</summary>
    private DateTime? Local(DateTimeOffset time)
    {
        if (!IsPlain(time))
            Enter(_zone.GetZoneInterval(Instant.FromDateTimeOffset(time)));
        return IsPlain(time) ? time.UtcDateTime.AddSeconds(_offset) : null;
    }

    private bool IsPlain(DateTimeOffset time) => time.UtcTicks >= _plainFrom && time.UtcTicks < _plainUntil;

    /// <summary>Most events come in order, so that the next one mostly has the same offset.</summary>
    private void Enter(ZoneInterval interval)
    {
        _offset = interval.WallOffset.Seconds;
        _plainFrom = interval.HasStart ? Ticks(interval.Start + Repeated(interval.Start)) : long.MinValue;
        _plainUntil = interval.HasEnd ? Ticks(interval.End - Repeated(interval.End)) : long.MaxValue;

        static long Ticks(Instant instant) => DateTime.UnixEpoch.Ticks + instant.ToUnixTimeTicks();
    }

    /// <summary>How much the clocks show twice at a change: once before it and once after.</summary>
    private Duration Repeated(Instant change) =>
        Duration.FromSeconds(Math.Max(0, _zone.GetUtcOffset(change - Duration.Epsilon).Seconds - _zone.GetUtcOffset(change).Seconds));

    private void WritePeople(CalendarEvent item)
    {
        WriteOrganizer(item.Organizer);
        foreach (var attendee in item.Attendees)
        {
            writer.Append("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT="u8);
            writer.Append(attendee.Participation switch
            {
                ParticipationStatus.Accepted => "ACCEPTED"u8,
                ParticipationStatus.Declined => "DECLINED"u8,
                ParticipationStatus.Tentative => "TENTATIVE"u8,
                ParticipationStatus.Delegated => "DELEGATED"u8,
                _ => "NEEDS-ACTION"u8,
            });
            writer.Append(attendee.Rsvp ? ";RSVP=TRUE"u8 : ";RSVP=FALSE"u8);
            WriteAddress(attendee.Address);
        }
    }

    private void WriteOrganizer(CalendarAddress? organizer)
    {
        if (organizer is null)
            return;
        writer.Append("ORGANIZER"u8);
        WriteAddress(organizer);
    }

    private void WriteAddress(CalendarAddress address)
    {
        if (CalendarText.ForParameter(address.CommonName ?? "") is { Length: > 0 } name)
        {
            writer.Append(";CN="u8);
            writer.AppendParameter(name);
        }
        writer.Append(":"u8);
        writer.AppendClean(address.ToUri());
        writer.EndLine();
    }

    private void Write(DisplayAlarm alarm)
    {
        writer.Line("BEGIN:VALARM"u8);
        writer.Line("ACTION:DISPLAY"u8);
        writer.Line("TRIGGER:"u8, CalendarDuration.Format(-alarm.Before));
        writer.TextLine("DESCRIPTION:"u8, alarm.Description);
        writer.Line("END:VALARM"u8);
    }

    private static VTimeZone? Block(CalendarObject calendar)
    {
        if (calendar.Events.Count > 0)
        {
            VTimeZone.TryCreate(calendar.TimeZoneId, calendar.Events.Min(e => e.Start.UtcDateTime.Year), calendar.Events.Max(e => e.End.UtcDateTime.Year), out var block);
            return block;
        }

        if (calendar.FreeBusy.Count > 0)
            return null; // whose times are in UTC

        // A VCALENDAR holds at least one component (RFC 5545 section 3.6); where the zone itself cannot stand there, UTC can.
        foreach (var zone in new[] { calendar.TimeZoneId, "Etc/UTC" })
        {
            foreach (var first in FirstYearsOfNothing)
            {
                if (VTimeZone.TryCreate(zone, first, LastYearOfNothing, out var block))
                    return block;
            }
        }
        return null;
    }
}
