using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.ICalendar.Tests;

public sealed class RoundTripTests
{
    private static readonly string[] Zones = ["Europe/London", "Europe/Dublin", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kolkata", "Etc/UTC"];

    private static Gen<string> Name => Gen.Elements("X-A", "SUMMARY", "x-lower", "ATTENDEE", "X_UNDER", "item1.TEL", "A1");

    private static Gen<CalendarParameter> Parameter =>
        from name in Name
        from first in Some.NastyText
        from others in Some.NastyText.ArrayOf(2)
        from more in Gen.Choose(0, 2)
        select new CalendarParameter(name, [first, .. others[..more]]);

    private static Gen<CalendarProperty> Property =>
        from name in Name
        from value in Some.NastyText
        from parameters in Parameter.ArrayOf(2)
        from count in Gen.Choose(0, 2)
        select new CalendarProperty(name, value, parameters[..count]);

    private static Gen<CalendarComponent> Component(int depth) =>
        from name in Gen.Elements("VCALENDAR", "VEVENT", "X-OTHER")
        from properties in Property.ArrayOf(3)
        from count in Gen.Choose(0, 3)
        from inner in depth == 0 ? Gen.Constant(Array.Empty<CalendarComponent>()) : Component(depth - 1).ArrayOf(2)
        select new CalendarComponent(name, properties[..count], inner);

    private static Gen<CalendarEvent> Event =>
        from texts in Some.NastyText.ArrayOf(5)
        from start in Gen.Choose(631_152_000, 2_145_916_800) // 1990 to 2037, to the second
        from length in Gen.Choose(1, 200_000)
        from flags in Gen.Choose(0, 255)
        from status in Gen.Elements(Enum.GetValues<EventStatus>())
        from answer in Gen.Elements(Enum.GetValues<ParticipationStatus>())
        from email in Gen.Elements("ada@example.com", "o'brien+x%y=z&q?#@example.com", "zoë@例え.example", "A.B@EXAMPLE.com")
        select new CalendarEvent
        {
            Uid = "u" + flags,
            Sequence = flags,
            Stamp = DateTimeOffset.FromUnixTimeSeconds(start - length),
            Start = DateTimeOffset.FromUnixTimeSeconds(start),
            End = DateTimeOffset.FromUnixTimeSeconds(start + (long)length),
            Summary = texts[0],
            Description = texts[1],
            Location = texts[2],
            Status = status,
            Transparent = (flags & 1) > 0,
            Private = (flags & 2) > 0,
            Organizer = new CalendarAddress(email, texts[3]),
            Attendees = (flags & 4) > 0 ? [] : [new CalendarAttendee(new CalendarAddress(email, texts[4]), answer, (flags & 8) > 0)],
        };

    [Fact]
    public void A_generic_component_is_read_as_it_was_written() =>
        Some.Holds(Prop.ForAll(Component(2).ToArbitrary(), component =>
        {
            var octets = component.ToBytes();
            WritingTests.AssertWellFormed(octets);
            var read = CalendarComponent.Read(new MemoryStream(octets));
            Assert.Equal(octets, read.ToBytes());
            AssertSame(component, read);
        }));

    [Fact]
    public void An_event_is_read_as_it_was_written_to_the_second_in_every_zone() =>
        Some.Holds(Prop.ForAll(Event.ToArbitrary(), Gen.Elements(Zones).ToArbitrary(), (item, zone) =>
        {
            var read = Assert.Single(CalendarObject.Parse((Some.Calendar(item) with { TimeZoneId = zone }).ToBytes()).Events);
            Assert.Equal(item.Uid, read.Uid);
            Assert.Equal(item.Sequence, read.Sequence);
            Assert.Equal(item.Stamp, read.Stamp);
            Assert.Equal(item.Start, read.Start);
            Assert.Equal(item.End, read.End);
            Assert.Equal(Some.AsWritten(item.Summary), read.Summary);
            Assert.Equal(Some.AsWritten(item.Description!), read.Description ?? "");
            Assert.Equal(Some.AsWritten(item.Location!), read.Location ?? "");
            Assert.Equal(item.Status, read.Status);
            Assert.Equal(AsRead(item.Organizer!), read.Organizer);
            Assert.Equal(item.Attendees.Select(a => a with { Address = AsRead(a.Address) }), read.Attendees);
        }));

    [Fact]
    public void Busy_times_are_read_as_they_were_written() =>
        Some.Holds(Prop.ForAll(Gen.Choose(631_152_000, 2_145_916_800).ArrayOf(6).ToArbitrary(), Gen.Elements(Enum.GetValues<BusyKind>()).ArrayOf(6).ToArbitrary(), (starts, kinds) =>
        {
            var periods = starts.Zip(kinds, (start, kind) => new BusyPeriod(DateTimeOffset.FromUnixTimeSeconds(start), DateTimeOffset.FromUnixTimeSeconds(start + 1L + (start % 90_000)), kind)).ToList();
            var octets = (Some.Calendar() with { FreeBusy = [Some.Taken() with { Periods = periods }] }).ToBytes();
            WritingTests.AssertWellFormed(octets);
            var read = Assert.Single(CalendarObject.Parse(octets).FreeBusy);
            Assert.Equal(periods, read.Periods);
            Assert.Equal((Some.Taken().Uid, Some.Taken().Stamp, Some.Taken().Start, Some.Taken().End, Some.Centre), (read.Uid, read.Stamp, read.Start, read.End, read.Organizer));
        }));

    [Fact]
    public void What_nobody_knows_is_kept()
    {
        var octets = Some.Octets(
            "BEGIN:VCALENDAR", "X-ODD;X-P=\"a:b\",c;X-Q=:v;alue", "BEGIN:X-BOX", "X-IN:\\,\\;", "BEGIN:VALARM", "END:VALARM", "END:X-BOX", "END:VCALENDAR");
        Assert.Equal(octets, CalendarComponent.Read(new MemoryStream(octets)).ToBytes());
    }

    [Fact]
    public void The_calendar_itself_is_read_back()
    {
        var read = CalendarObject.Parse(Some.Feed(3).ToBytes());
        Assert.Equal(CalendarMethod.None, read.Method);
        Assert.Equal("-//Fibre Centre//Calendar 1.0//EN", read.ProductId);
        Assert.Equal("Fibre Centre: Ada's sessions", read.Name);
        Assert.Equal(3, read.Events.Count);
    }

    private static CalendarAddress AsRead(CalendarAddress address) =>
        address with { CommonName = Some.AsParameter(address.CommonName!) is { Length: > 0 } name ? name : null };

    private static void AssertSame(CalendarComponent expected, CalendarComponent actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Properties.Select(Flat), actual.Properties.Select(Flat));
        Assert.Equal(expected.Components.Count, actual.Components.Count);
        foreach (var (a, b) in expected.Components.Zip(actual.Components))
            AssertSame(a, b);
    }

    private static string Flat(CalendarProperty p) => Some.Utf8(
        $"{p.Name}|{string.Join('|', p.Parameters.Select(q => q.Name + "=" + string.Join('\0', q.Values)))}|{p.RawValue}");
}
