using System.Text;

namespace FibreCentre.ICalendar;

/// <summary>What RFC 5545 and RFC 5546 demand of an object before it may be written. Breaking a rule is a bug of the caller.</summary>
internal static class CalendarRules
{
    private static readonly TimeSpan LongestAlarm = TimeSpan.FromDays(366);

    public static void Check(CalendarObject calendar)
    {
        Require(Enum.IsDefined(calendar.Method), "The method is unknown.", nameof(CalendarObject.Method));
        Require(!string.IsNullOrWhiteSpace(calendar.ProductId), "The product id is blank.", nameof(CalendarObject.ProductId));
        Require(calendar.RefreshInterval is not { } interval || interval >= TimeSpan.FromSeconds(1),
            "The refresh interval is shorter than a second.", nameof(CalendarObject.RefreshInterval));
        VTimeZone.Zone(calendar.TimeZoneId, nameof(CalendarObject.TimeZoneId));
        Require(calendar.Events is not null, "The events are null.", nameof(CalendarObject.Events));
        Require(calendar.FreeBusy is not null, "What tells of busy times is null.", nameof(CalendarObject.FreeBusy));
        Require(calendar.Method is CalendarMethod.None or CalendarMethod.Publish || (calendar.Events!.Count == 1 && calendar.FreeBusy!.Count == 0),
            "A scheduling message holds exactly one event.", nameof(CalendarObject.Events));

        var items = calendar.Events!.Count + calendar.FreeBusy!.Count;
        var uids = items > 1 ? new HashSet<string>(items, StringComparer.Ordinal) : null;
        foreach (var item in calendar.Events)
        {
            Require(item is not null, "An event is null.", nameof(CalendarObject.Events));
            CheckEvent(item!);
            CheckMethod(item!, calendar.Method);
            Require(uids?.Add(item!.Uid) ?? true, "Two events have the same UID.", nameof(CalendarEvent.Uid));
        }
        foreach (var taken in calendar.FreeBusy)
        {
            Require(taken is not null, "What tells of busy times is null.", nameof(CalendarObject.FreeBusy));
            CheckFreeBusy(taken!);
            Require(calendar.Method == CalendarMethod.None || taken!.Organizer is not null, "What is published needs an organizer.", nameof(CalendarFreeBusy.Organizer));
            Require(uids?.Add(taken!.Uid) ?? true, "Two items have the same UID.", nameof(CalendarFreeBusy.Uid));
        }
    }

    private static void CheckUid(string uid)
    {
        Require(!string.IsNullOrEmpty(uid), "The UID is empty.", nameof(CalendarEvent.Uid));
        Require(Encoding.UTF8.GetByteCount(uid) <= 255, "The UID has more than 255 octets.", nameof(CalendarEvent.Uid));
        Require(ReferenceEquals(CalendarText.WithoutControls(uid), uid), "The UID holds a control character.", nameof(CalendarEvent.Uid));
    }

    private static bool IsSpan(DateTimeOffset start, DateTimeOffset end) => start.UtcTicks / TimeSpan.TicksPerSecond < end.UtcTicks / TimeSpan.TicksPerSecond;

    private static void CheckFreeBusy(CalendarFreeBusy taken)
    {
        CheckUid(taken.Uid);
        Require(IsSpan(taken.Start, taken.End), "The end is not at least a second after the start.", nameof(CalendarFreeBusy.End));
        Require(string.IsNullOrEmpty(taken.Url) || IsUri(taken.Url), "The URL is not an absolute URI in visible ASCII.", nameof(CalendarFreeBusy.Url));
        Require(taken.Periods is not null, "The periods are null.", nameof(CalendarFreeBusy.Periods));
        foreach (var period in taken.Periods!)
            Require(period is not null && Enum.IsDefined(period.Kind) && IsSpan(period.Start, period.End), "A period is null, of an unknown kind, or does not end at least a second after its start.", nameof(CalendarFreeBusy.Periods));
    }

    private static void CheckEvent(CalendarEvent item)
    {
        CheckUid(item.Uid);
        Require(item.Sequence >= 0, "The sequence is negative.", nameof(CalendarEvent.Sequence));
        Require(Enum.IsDefined(item.Status), "The status is unknown.", nameof(CalendarEvent.Status));
        Require(IsSpan(item.Start, item.End), "The end is not at least a second after the start.", nameof(CalendarEvent.End));
        Require(item.Summary is not null, "The summary is null.", nameof(CalendarEvent.Summary));
        Require(string.IsNullOrEmpty(item.Url) || IsUri(item.Url), "The URL is not an absolute URI in visible ASCII.", nameof(CalendarEvent.Url));
        Require(item.Alarm is not { } alarm || (alarm.Before >= TimeSpan.Zero && alarm.Before <= LongestAlarm && alarm.Description is not null),
            "The alarm comes after the start, more than 366 days before it, or has no description.", nameof(CalendarEvent.Alarm));

        Require(item.Attendees is not null, "The attendees are null.", nameof(CalendarEvent.Attendees));
        foreach (var attendee in item.Attendees!)
        {
            Require(attendee is { Address: not null } && Enum.IsDefined(attendee.Participation),
                "An attendee is null or has an unknown participation.", nameof(CalendarEvent.Attendees));
        }
    }

    private static void CheckMethod(CalendarEvent item, CalendarMethod method)
    {
        if (method == CalendarMethod.None)
            return;

        Require(item.Organizer is not null, "The method needs an organizer.", nameof(CalendarEvent.Organizer));
        Require(method == CalendarMethod.Publish ? item.Attendees.Count == 0 : item.Attendees.Count > 0,
            "A published event has no attendee; an event of any other method has at least one.", nameof(CalendarEvent.Attendees));
        Require(method != CalendarMethod.Request || !string.IsNullOrWhiteSpace(item.Summary),
            "A request has a summary.", nameof(CalendarEvent.Summary));
        Require(method != CalendarMethod.Request || item.Status != EventStatus.Cancelled,
            "A request is not cancelled; that is what CANCEL is for.", nameof(CalendarEvent.Status));
        Require(method != CalendarMethod.Cancel || item.Status == EventStatus.Cancelled,
            "A cancelled event has the status Cancelled.", nameof(CalendarEvent.Status));
        Require(method != CalendarMethod.Reply || item.Attendees is [{ Participation: not ParticipationStatus.NeedsAction }],
            "A reply comes from exactly one attendee, who has answered.", nameof(CalendarEvent.Attendees));
    }

    private static bool IsUri(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(url[0]) && !url.AsSpan().ContainsAnyExceptInRange('!', '~')
            && !url.AsSpan(0, colon).ContainsAny("/?#\"");
    }

    private static void Require(bool holds, string message, string property)
    {
        if (!holds)
            throw new ArgumentException(message, property);
    }
}
