namespace FibreCentre.ICalendar.Tests;

public sealed class CalendarRulesTests
{
    public static TheoryData<string, string, CalendarObject> Broken()
    {
        var request = Some.Request();
        var invitation = request.Events[0];
        var data = new TheoryData<string, string, CalendarObject>();
        void Add(string why, string property, CalendarObject calendar) => data.Add(why, property, calendar);
        void Event(string why, string property, CalendarEvent item) => data.Add(why, property, request with { Events = [item] });

        Add("a blank product id", nameof(CalendarObject.ProductId), request with { ProductId = " " });
        Add("a zone nobody knows", nameof(CalendarObject.TimeZoneId), request with { TimeZoneId = "Europe/Atlantis" });
        Add("a line end in the zone", nameof(CalendarObject.TimeZoneId), request with { TimeZoneId = "Europe/London\r\nX:1" });
        Add("a refresh every moment", nameof(CalendarObject.RefreshInterval), request with { RefreshInterval = TimeSpan.Zero });
        Add("an unknown method", nameof(CalendarObject.Method), request with { Method = (CalendarMethod)99 });
        Add("a request of nothing", nameof(CalendarObject.Events), request with { Events = [] });
        Add("a request of two", nameof(CalendarObject.Events), request with { Events = [invitation, invitation with { Uid = "2" }] });
        Add("one UID twice", nameof(CalendarEvent.Uid), Some.Calendar(Some.Event(), Some.Event()));
        Event("no UID", nameof(CalendarEvent.Uid), invitation with { Uid = "" });
        Event("a long UID", nameof(CalendarEvent.Uid), invitation with { Uid = new string('é', 128) });
        Event("a UID of two lines", nameof(CalendarEvent.Uid), invitation with { Uid = "a\nb" });
        Event("a negative sequence", nameof(CalendarEvent.Sequence), invitation with { Sequence = -1 });
        Event("an unknown status", nameof(CalendarEvent.Status), invitation with { Status = (EventStatus)7 });
        Event("an end at the start", nameof(CalendarEvent.End), invitation with { End = invitation.Start });
        Event("an end in the same second", nameof(CalendarEvent.End), invitation with { End = invitation.Start.AddMilliseconds(999) });
        Event("an end that only looks later", nameof(CalendarEvent.End), invitation with { End = invitation.Start.ToOffset(TimeSpan.FromHours(5)) });
        Event("a blank summary", nameof(CalendarEvent.Summary), invitation with { Summary = " " });
        Event("a relative URL", nameof(CalendarEvent.Url), invitation with { Url = "/sessions/41" });
        Event("a URL of two lines", nameof(CalendarEvent.Url), invitation with { Url = "https://a.example/\r\nX:1" });
        Event("an alarm afterwards", nameof(CalendarEvent.Alarm), invitation with { Alarm = new DisplayAlarm(TimeSpan.FromSeconds(-1), "late") });
        Event("no organizer", nameof(CalendarEvent.Organizer), invitation with { Organizer = null });
        Event("nobody invited", nameof(CalendarEvent.Attendees), invitation with { Attendees = [] });
        Event("a cancelled request", nameof(CalendarEvent.Status), invitation with { Status = EventStatus.Cancelled });
        Add("a cancellation of what still stands", nameof(CalendarEvent.Status), request with { Method = CalendarMethod.Cancel });
        Add("a reply without an answer", nameof(CalendarEvent.Attendees), request with { Method = CalendarMethod.Reply });
        var taken = Some.Taken();
        void Busy(string why, string property, CalendarFreeBusy item) => data.Add(why, property, Some.Calendar() with { FreeBusy = [item] });
        Busy("busy without a UID", nameof(CalendarFreeBusy.Uid), taken with { Uid = "" });
        Busy("busy for no time", nameof(CalendarFreeBusy.End), taken with { End = taken.Start });
        Busy("busy at a relative address", nameof(CalendarFreeBusy.Url), taken with { Url = "/bay" });
        Busy("a period the wrong way round", nameof(CalendarFreeBusy.Periods), taken with { Periods = [new(taken.End, taken.Start)] });
        Busy("a period of no kind", nameof(CalendarFreeBusy.Periods), taken with { Periods = [new(taken.Start, taken.End, (BusyKind)9)] });
        Add("one UID for an event and busy times", nameof(CalendarFreeBusy.Uid), Some.Calendar(Some.Event()) with { FreeBusy = [taken with { Uid = Some.Event().Uid }] });
        Add("busy times published by nobody", nameof(CalendarFreeBusy.Organizer), Some.Calendar() with { Method = CalendarMethod.Publish, FreeBusy = [taken with { Organizer = null }] });
        Add("a request with busy times", nameof(CalendarObject.Events), request with { FreeBusy = [taken] });
        Add("a publication with attendees", nameof(CalendarEvent.Attendees), request with { Method = CalendarMethod.Publish });
        return data;
    }

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void A_broken_rule_names_its_property_and_nothing_is_written(string why, string property, CalendarObject calendar)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var refused = Assert.Throws<ArgumentException>(() => calendar.WriteTo(output));
        Assert.True(refused.ParamName == property, $"{why}: {refused.ParamName}");
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void What_is_just_within_the_rules_is_written()
    {
        var calendar = Some.Request();
        calendar = calendar with
        {
            Events = [calendar.Events[0] with { Uid = new string('é', 127) + "x", End = calendar.Events[0].Start.AddSeconds(1), Alarm = new DisplayAlarm(TimeSpan.Zero, ""), Url = "x:" }],
        };
        var lines = WritingTests.Unfolded(calendar.ToBytes());
        Assert.Contains("TRIGGER:PT0S", lines);
        Assert.Contains("METHOD:REQUEST", lines);
        Assert.Contains("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=\"Byron, Ada\":mailto:ada.byron@example.com", lines);
    }

    [Fact]
    public void Every_method_that_is_kept_to_is_written()
    {
        var answered = Some.Invitation() with { Attendees = [Some.Trainee with { Participation = ParticipationStatus.Declined, Rsvp = false }] };
        var reply = WritingTests.Unfolded((Some.Calendar(answered) with { Method = CalendarMethod.Reply }).ToBytes());
        Assert.Contains("METHOD:REPLY", reply);
        Assert.DoesNotContain("BEGIN:VALARM", reply);
        Assert.Contains("METHOD:COUNTER", WritingTests.Unfolded((Some.Calendar(answered) with { Method = CalendarMethod.Counter }).ToBytes()));
        Assert.Contains("METHOD:PUBLISH", WritingTests.Unfolded((Some.Calendar(answered with { Attendees = [] }) with { Method = CalendarMethod.Publish }).ToBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ada@")]
    [InlineData("@example.com")]
    [InlineData("ada")]
    [InlineData("ada@b@example.com")]
    [InlineData("ada @example.com")]
    [InlineData("ada@example.com\r\nX:1")]
    [InlineData("ada\u0085@example.com")]
    [InlineData("ada\u00a0@example.com")]
    [InlineData("\"ada\"@example.com")]
    [InlineData("a,b@example.com")]
    [InlineData("ada\ud800@example.com")]
    public void What_is_no_address_is_refused(string email)
    {
        Assert.False(CalendarAddress.IsValid(email));
        Assert.Throws<ArgumentException>("Email", () => new CalendarAddress(email));
        Assert.Throws<ArgumentException>("Email", () => Some.Centre with { Email = email });
    }

    [Theory]
    [InlineData("ada@example.com", "mailto:ada@example.com")]
    [InlineData("rsvp+4f2c@example.com", "mailto:rsvp+4f2c@example.com")]
    [InlineData("a%b?c&d#e@example.com", "mailto:a%25b%3Fc%26d%23e@example.com")]
    [InlineData("zoë@example.com", "mailto:zo%C3%AB@example.com")]
    public void An_address_becomes_a_mailto_URI_of_RFC_6068(string email, string uri) => Assert.Equal(uri, new CalendarAddress(email).ToUri());

    [Fact]
    public void An_address_has_at_most_254_octets()
    {
        Assert.True(CalendarAddress.IsValid(new string('a', 242) + "@example.com"));
        Assert.False(CalendarAddress.IsValid(new string('a', 243) + "@example.com"));
    }
}
