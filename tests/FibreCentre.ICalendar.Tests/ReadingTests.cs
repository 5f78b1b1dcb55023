using System.Text;

namespace FibreCentre.ICalendar.Tests;

public sealed class ReadingTests
{
    [Fact]
    public void A_careless_reply_is_understood()
    {
        var text = string.Join('\n',
            "\uFEFFbegin:vcalendar", "method:Reply", "", "prodid:x", "Begin:VEvent ", "uid:7d1f", " 0c2e", "sequence: 3", "dtstamp:20261103T081500z",
            "organizer:MAILTO:Rsvp@Training.example", "ATTENDEE; partstat=accepted;HOME;CN=\"Byron, \"Ada\"\";X=:MAILTO:ada@example.com",
            "ATTENDEE;PARTSTAT=DECLINED:mailto:extra@example.com", "ATTENDEE:urn:uuid:1234", "comment:See you\\, then", "end:vevent", "end:vcalendar",
            "-- ", "This mail was scanned and found clean.");
        var calendar = CalendarObject.Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal(CalendarMethod.Reply, calendar.Method);
        var item = Assert.Single(calendar.Events);
        Assert.Equal("7d1f0c2e", item.Uid);
        Assert.Equal(3, item.Sequence);
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 8, 15, 0, TimeSpan.Zero), item.Stamp);
        Assert.Equal("Rsvp@Training.example", item.Organizer!.Email);
        Assert.Equal(["ada@example.com", "extra@example.com"], item.Attendees.Select(a => a.Address.Email));
        Assert.Equal([ParticipationStatus.Accepted, ParticipationStatus.Declined], item.Attendees.Select(a => a.Participation));
        Assert.Equal("Byron, Ada", item.Attendees[0].Address.CommonName);
        Assert.Equal(["See you, then"], item.Comments);
        Assert.Null(item.Start);
    }

    [Theory]
    [InlineData("DTSTART;TZID=Europe/London:20270701T090000", 8)]
    [InlineData("DTSTART;TZID=europe/london:20270701T090000", 8)]
    [InlineData("DTSTART;TZID=\"GMT Standard Time\":20270701T090000", 8)]
    [InlineData("DTSTART;TZID=W. Europe Standard Time:20270701T090000", 7)]
    [InlineData("DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/Europe/London:20270701T090000", 8)]
    [InlineData("DTSTART;TZID=/citadel.org/20270101_1/America/New_York:20270701T090000", 13)]
    [InlineData("DTSTART:20270701T090000Z", 9)]
    [InlineData("DTSTART;TZID=Customized Time Zone:20270701T090000", 6)]
    [InlineData("DTSTART;TZID=Customized Time Zone:20270131T090000", 7)]
    [InlineData("DTSTART;TZID=Customized Time Zone:20270328T015959", 23)]
    [InlineData("DTSTART;TZID=Customized Time Zone:20270328T023000", 0)] // skipped: the offset before
    [InlineData("DTSTART;TZID=Customized Time Zone:20270328T033000", 0)]
    [InlineData("DTSTART;TZID=Customized Time Zone:20271031T023000", 23)] // shown twice: the first
    [InlineData("DTSTART;TZID=Customized Time Zone:20271031T030000", 1)]
    [InlineData("DTSTART;TZID=Elsewhere:20270701T090000", 8)]
    public void Zones_are_found_by_any_of_their_names(string line, int utcHour)
    {
        var octets = Some.Octets(
            "BEGIN:VCALENDAR",
            "BEGIN:VTIMEZONE", "TZID:Customized Time Zone",
            "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0300", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
            "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0300", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT",
            "END:VTIMEZONE",
            "BEGIN:VTIMEZONE", "TZID:Elsewhere", "X-LIC-LOCATION:Europe/London", "END:VTIMEZONE",
            "BEGIN:VEVENT", "UID:1", line, "DURATION:PT1H30M", "END:VEVENT", "END:VCALENDAR");
        var item = Assert.Single(CalendarObject.Parse(octets).Events);
        Assert.Equal(utcHour, item.Start!.Value.UtcDateTime.Hour);
        Assert.Equal(item.Start.Value.AddMinutes(90), item.End);
    }

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20270701")]
    [InlineData("DTSTART:20270701T090000")]
    [InlineData("DTSTART;TZID=Nowhere:20270701T090000")]
    [InlineData("DTSTART:20270230T090000Z")]
    [InlineData("DTSTART:20270701T250000Z")]
    [InlineData("DTSTART:00000101T000000Z")]
    [InlineData("DTSTART:99991231T235959Z")]
    [InlineData("DTSTART;TZID=Pacific/Auckland:00010101T000000")]
    [InlineData("DTSTART:٢٠٢٧0701T090000Z")]
    [InlineData("DTSTART:")]
    public void A_time_that_cannot_be_made_out_is_null_and_the_rest_is_read(string line)
    {
        var item = Assert.Single(CalendarObject.Parse(Some.CalendarWith(line, "SUMMARY:still here", "DURATION:PT1H")).Events);
        Assert.Null(item.Start);
        Assert.Null(item.End);
        Assert.Equal("still here", item.Summary);
    }

    [Theory]
    [InlineData("P1W", 604_800)]
    [InlineData("P1DT2H", 93_600)]
    [InlineData("-PT15M", -900)]
    [InlineData("+PT1H0M5S", 3_605)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("P1DT", null)]
    [InlineData("PT1S1H", null)]
    [InlineData("PT99999999999H", null)]
    [InlineData("P9999999999W", null)]
    [InlineData("1H", null)]
    public void Durations_are_read_by_the_grammar(string text, int? seconds) => Assert.Equal(seconds, CalendarDuration.Parse(text)?.TotalSeconds);

    [Theory]
    [InlineData(0, "PT0S")]
    [InlineData(3_600, "PT1H")]
    [InlineData(3_605, "PT1H0M5S")]
    [InlineData(-86_400, "-PT24H")]
    [InlineData(-5_400, "-PT1H30M")]
    public void Durations_are_written_as_exact_time(int seconds, string text)
    {
        Assert.Equal(text, CalendarDuration.Format(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(seconds, CalendarDuration.Parse(text)!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData("X;A=b:v", "A=b", "v")]
    [InlineData("X;A=\"b:c\",d;E=f:v", "A=b:c|d E=f", "v")]
    [InlineData("X;A=\"b:c", "A=b", "c")]
    [InlineData("X;A=b\"c\"d:v", "A=bcd", "v")]
    [InlineData("X;HOME:v", "HOME=", "v")]
    [InlineData("X;;A=b;:v", "A=b", "v")]
    [InlineData("X; A =b:v", "A=b", "v")]
    [InlineData("X;A=b=c:d:e;f", "A=b=c", "d:e;f")]
    [InlineData("X;A=^n^^^':v", "A=^n^^^'", "v")]
    public void Parameters_are_read_quirks_and_all(string line, string parameters, string value)
    {
        var property = Assert.Single(CalendarObject.Parse(Some.Octets("BEGIN:VCALENDAR", line, "END:VCALENDAR")).Component.Properties);
        Assert.Equal(parameters, string.Join(' ', property.Parameters.Select(p => p.Name + "=" + string.Join('|', p.Values))));
        Assert.Equal(value, property.RawValue);
    }

    [Fact]
    public void Busy_times_are_read_in_every_form_they_come_in()
    {
        var octets = Some.Octets(
            "BEGIN:VCALENDAR", "METHOD:PUBLISH", "BEGIN:VFREEBUSY", "UID:1", "DTSTAMP:20261102T083015Z", "DTSTART:20261130T000000Z", "DTEND:20261201T000000Z", "ORGANIZER:MAILTO:bay@example.com",
            "FREEBUSY:20261130T090000Z/20261130T100000Z,20261130T110000Z/PT30M", "FREEBUSY;FBTYPE=free:20261130T120000Z/P1D", "FREEBUSY;FBTYPE=X-ODD:20261130T130000Z/PT1H",
            "FREEBUSY:20261130T140000/PT1H,rubbish,20261130T160000Z/20261130T150000Z,20261130T170000Z/PT0S", "END:VFREEBUSY", "BEGIN:VFREEBUSY", "END:VFREEBUSY", "END:VCALENDAR");
        var calendar = CalendarObject.Parse(octets);

        Assert.Equal(2, calendar.FreeBusy.Count);
        var taken = calendar.FreeBusy[0];
        Assert.Equal(("1", "bay@example.com", Some.Monday.Date, Some.Monday.Date.AddDays(1)), (taken.Uid, taken.Organizer!.Email, taken.Start!.Value.Date, taken.End!.Value.Date));
        Assert.Equal(
            [new(Some.Monday, Some.Monday.AddHours(1)), new(Some.Monday.AddHours(2), Some.Monday.AddHours(2.5)), new(Some.Monday.AddHours(3), Some.Monday.AddHours(27), BusyKind.Free), new(Some.Monday.AddHours(4), Some.Monday.AddHours(5))],
            taken.Periods);
        Assert.Equal((null, null), (calendar.FreeBusy[1].Uid, calendar.FreeBusy[1].Start));
        Assert.Equal(CalendarObject.Parse(calendar.Component.ToBytes()).FreeBusy[0].Periods, taken.Periods);
    }

    [Fact]
    public void Alarms_are_read_in_every_form_they_come_in()
    {
        var item = Assert.Single(CalendarObject.Parse(Some.CalendarWith(
            "BEGIN:VALARM", "ACTION:display", "TRIGGER:-PT15M", "DESCRIPTION:soon\\, now", "END:VALARM", "BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER;RELATED=END:PT5M", "END:VALARM",
            "BEGIN:VALARM", "TRIGGER;VALUE=DATE-TIME:20261130T080000Z", "END:VALARM")).Events);
        Assert.Equal(["DISPLAY", "AUDIO", ""], item.Alarms.Select(alarm => alarm.Action));
        Assert.Equal([TimeSpan.FromMinutes(-15), null, null], item.Alarms.Select(alarm => alarm.FromStart));
        Assert.Equal([null, TimeSpan.FromMinutes(5), null], item.Alarms.Select(alarm => alarm.FromEnd));
        Assert.Equal([null, null, Some.Monday.AddHours(-1)], item.Alarms.Select(alarm => alarm.At));
        Assert.Equal("soon, now", item.Alarms[0].Description);
    }

    [Theory]
    [InlineData("ADD")]
    [InlineData("REFRESH")]
    [InlineData("x")]
    public void A_method_of_another_kind_is_not_taken_for_none(string method) =>
        Assert.Null(CalendarObject.Parse(Some.Octets("BEGIN:VCALENDAR", "METHOD:" + method, "END:VCALENDAR")).Method);

    [Fact]
    public void A_fold_within_a_character_does_no_harm()
    {
        byte[] octets = [.. "BEGIN:VCALENDAR\r\nNAME:"u8, 0xC3, .. "\r\n "u8, 0xA9, .. "\r\nEND:VCALENDAR"u8];
        Assert.Equal("é", CalendarObject.Parse(octets).Name);
    }

    [Fact]
    public void Octets_that_are_not_UTF8_are_replaced_and_controls_are_dropped()
    {
        byte[] octets = [.. "BEGIN:VCALENDAR\nNAME:a"u8, 0xE9, 0x00, 0x07, (byte)'\r', .. "b\nEND:VCALENDAR\n"u8];
        Assert.Equal("a\uFFFDb", CalendarObject.Parse(octets).Name);
    }

    [Fact]
    public void The_reader_walks_several_calendars_line_by_line()
    {
        var reader = new CalendarReader(new MemoryStream([.. Some.Octets("BEGIN:VCALENDAR", "X:1", "END:VCALENDAR"), .. Some.Octets("BEGIN:VCALENDAR", "END:VCALENDAR")]));
        Assert.Throws<InvalidOperationException>(() => reader.Property);
        Assert.True(reader.Read());
        Assert.Equal((CalendarToken.Begin, "VCALENDAR", 1, 1), (reader.Token, reader.ComponentName, reader.Depth, reader.LineNumber));
        Assert.Throws<InvalidOperationException>(() => reader.ReadComponent());
        Assert.True(reader.Read());
        Assert.Equal((CalendarToken.Property, "1", 2), (reader.Token, reader.Property.RawValue, reader.LineNumber));
        Assert.True(reader.Read());
        Assert.Equal((CalendarToken.End, 0), (reader.Token, reader.Depth));
        Assert.Equal("VCALENDAR", reader.ReadComponent()!.Name);
        Assert.Null(reader.ReadComponent());
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_refusal_can_be_had_as_a_value()
    {
        Assert.False(CalendarObject.TryParse(new MemoryStream(Some.Octets("BEGIN:VCALENDAR", "no colon")), out var none, out var error));
        Assert.Null(none);
        Assert.Equal((CalendarFault.Syntax, 2), (error.Fault, error.LineNumber));
        Assert.True(CalendarObject.TryParse(new MemoryStream(Some.Feed(1).ToBytes()), out var calendar, out error));
        Assert.Single(calendar.Events);
        Assert.Null(error);
    }
}
