using System.Text;

namespace FibreCentre.ICalendar.Tests;

public sealed class HostileInputTests
{
    private const long Huge = 50 << 20;

    [Theory]
    [InlineData(CalendarFault.Empty, 1)]
    [InlineData(CalendarFault.Empty, 1, "", " ", "")]
    [InlineData(CalendarFault.Unbalanced, 1, "VERSION:2.0")]
    [InlineData(CalendarFault.Unbalanced, 2, "", "END:VCALENDAR")]
    [InlineData(CalendarFault.Unbalanced, 3, "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VCALENDAR")]
    [InlineData(CalendarFault.Truncated, 2, "BEGIN:VCALENDAR", "X:1")]
    [InlineData(CalendarFault.NotACalendar, 1, "BEGIN:VCARD", "END:VCARD")]
    [InlineData(CalendarFault.Syntax, 4, "BEGIN:VCALENDAR", "X:1", " folded", "no colon", "END:VCALENDAR")]
    [InlineData(CalendarFault.Syntax, 2, "BEGIN:VCALENDAR", "X;A=\"b:c\"")]
    [InlineData(CalendarFault.Syntax, 2, "BEGIN:VCALENDAR", "X;A B=c:d")]
    [InlineData(CalendarFault.Syntax, 2, "BEGIN:VCALENDAR", ":nothing")]
    [InlineData(CalendarFault.Syntax, 2, "BEGIN:VCALENDAR", "BEGIN:")]
    [InlineData(CalendarFault.Syntax, 1, "<!DOCTYPE html>")]
    public void What_is_no_calendar_is_refused_with_its_line(CalendarFault fault, int line, params string[] lines)
    {
        var refused = Some.Refused(Some.Octets(lines));
        Assert.Equal((fault, line), (refused.Fault, refused.LineNumber));
    }

    [Fact]
    public void Nesting_ends_at_the_limit()
    {
        var (refused, allocated) = Refused(new Endless("BEGIN:VEVENT\r\n", Huge), new CalendarLimits { MaxBytes = 2 * Huge });
        Assert.Equal((CalendarFault.TooDeep, 9), (refused.Fault, refused.LineNumber));
        Assert.InRange(allocated, 0, 200_000);
    }

    [Fact]
    public void A_line_of_50_MB_costs_no_more_than_the_longest_one_allowed()
    {
        var (refused, allocated) = Refused(new Endless("BEGIN:VCALENDAR\r\nX:", "xxxxxxxxxxxxxxx", Huge), new CalendarLimits { MaxBytes = 2 * Huge });
        Assert.Equal((CalendarFault.LineTooLong, 2), (refused.Fault, refused.LineNumber));
        Assert.InRange(allocated, 0, 1_000_000);
    }

    [Fact]
    public void Folding_does_not_get_around_the_longest_line()
    {
        var (refused, allocated) = Refused(new Endless("BEGIN:VCALENDAR\r\nX:\r\n", " xxxxxxxxx\r\n", Huge), new CalendarLimits { MaxBytes = 2 * Huge });
        Assert.Equal((CalendarFault.LineTooLong, 2), (refused.Fault, refused.LineNumber));
        Assert.InRange(allocated, 0, 1_000_000);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n \t")]
    [InlineData("X:1\r\n")]
    public void More_octets_than_allowed_are_not_read(string unit)
    {
        var stream = new Endless("BEGIN:VCALENDAR\r\n", unit, Huge);
        var (refused, _) = Refused(stream, new CalendarLimits { MaxBytes = 100_000 });
        Assert.Equal(CalendarFault.TooLarge, refused.Fault);
        Assert.True(refused.LineNumber > 10_000);
        Assert.InRange(stream.Position, 100_001, 110_000);
    }

    [Fact]
    public void Scanning_50_MB_takes_constant_memory()
    {
        var lines = new LineScanner(new Endless("DESCRIPTION:some words\r\n and more of them\r\n", Huge), new CalendarLimits { MaxBytes = 2 * Huge });
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        while (lines.Next())
            count++;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.InRange(count, 1_200_000, 1_300_000);
    }

    [Theory]
    [InlineData("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270101T090000Z\r\nSUMMARY:An event like any other\r\nEND:VEVENT\r\n")]
    [InlineData("X-A:short\r\n")]
    [InlineData("X;A=1;B=2;C=3:v\r\n")]
    [InlineData("DESCRIPTION:long and folded\r\n on and on and on\r\n")]
    [InlineData("\r\n")]
    [InlineData(" \t")]
    [InlineData("\n ")]
    [InlineData("BEGIN:A\n")]
    [InlineData("END:VCALENDAR\nBEGIN:VCALENDAR\n")]
    [InlineData("\u0000\u00ff")]
    [InlineData("X;A=\"")]
    public void Whatever_50_MB_hold_by_default_it_is_an_error_with_its_line_for_a_few_MB_of_memory(string unit)
    {
        // The first calendar of many is all that is looked at, so those come within one that does not end.
        var stream = new Endless("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n" + (unit.StartsWith("END", StringComparison.Ordinal) ? "BEGIN:X\r\n" : ""), unit, Huge);
        var (refused, allocated) = Refused(stream, CalendarLimits.Default);
        Assert.True(refused.LineNumber >= 3, $"line {refused.LineNumber}");
        Assert.InRange(allocated, 0, 30 << 20);
        Assert.InRange(stream.Position, 1, (1 << 20) + 8192);
    }

    [Theory]
    [InlineData(CalendarFault.TooManyComponents, "BEGIN:VEVENT\r\nEND:VEVENT\r\n", 202)]
    [InlineData(CalendarFault.TooManyProperties, "X:1\r\n", 102)]
    [InlineData(CalendarFault.TooManyParameters, "X;A=1,2;B:1\r\n", 35)]
    public void Counts_end_at_their_limits(CalendarFault fault, string unit, int line)
    {
        // The calendar itself is one component, on line 1.
        var limits = new CalendarLimits { MaxComponents = 101, MaxProperties = 100, MaxParameters = 100 };
        var (refused, _) = Refused(new Endless("BEGIN:VCALENDAR\r\n", unit, Huge), limits);
        Assert.Equal((fault, line), (refused.Fault, refused.LineNumber));
    }

    [Fact]
    public void Parameters_of_a_single_line_end_at_their_limit_too()
    {
        var (refused, allocated) = Refused(new Endless("BEGIN:VCALENDAR\r\nX;A=", "1,", 100_000), new CalendarLimits { MaxParameters = 1_000 });
        Assert.Equal((CalendarFault.TooManyParameters, 2), (refused.Fault, refused.LineNumber));
        Assert.InRange(allocated, 0, 1_500_000);
    }

    [Fact]
    public void Exactly_the_limit_is_allowed()
    {
        var octets = Some.Octets("BEGIN:VCALENDAR", "X;A=1:" + new string('x', 94), "END:VCALENDAR");
        var limits = new CalendarLimits { MaxBytes = octets.Length, MaxLineBytes = 100, MaxDepth = 1, MaxComponents = 1, MaxProperties = 1, MaxParameters = 1 };
        Assert.Single(CalendarObject.Parse(octets, limits).Component.Properties);
        Assert.Equal(CalendarFault.TooLarge, Some.Refused(octets, limits with { MaxBytes = octets.Length - 1 }).Fault);
        Assert.Equal(CalendarFault.LineTooLong, Some.Refused(octets, limits with { MaxLineBytes = 99 }).Fault);
        Assert.Throws<ArgumentOutOfRangeException>(() => limits with { MaxDepth = 0 });
    }

    [Fact]
    public void The_worst_of_one_message_is_read_in_bounded_time()
    {
        var slashes = new string('/', 120_000);
        var zones = Enumerable.Range(0, 1_500).SelectMany(n => new[] { "BEGIN:VTIMEZONE", "TZID:z" + n, "END:VTIMEZONE" });
        var events = Enumerable.Range(0, 1_500).SelectMany(n => new[] { "BEGIN:VEVENT", "UID:" + n, $"DTSTART;TZID=y{n}:20270101T000000", "END:VEVENT" });
        var octets = Some.Octets(["BEGIN:VCALENDAR", .. zones, .. events, "BEGIN:VEVENT", "UID:x", $"DTSTART;TZID={slashes}:20270101T000000", "END:VEVENT", "END:VCALENDAR"]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(1_501, CalendarObject.Parse(octets).Events.Count);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_refusal_never_quotes_what_it_refuses()
    {
        var refused = Some.Refused(Some.Octets("BEGIN:VCALENDAR", "BEGIN:ADA-BYRON"));
        Assert.DoesNotContain("ADA", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("Line 2:", refused.Message, StringComparison.Ordinal);
    }

    private static (CalendarFormatException Refused, long Allocated) Refused(Stream input, CalendarLimits limits)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<CalendarFormatException>(() => CalendarObject.Parse(input, limits));
        return (refused, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
