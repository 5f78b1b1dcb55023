using System.Runtime.CompilerServices;
using NodaTime;

namespace FibreCentre.ICalendar.Tests;

/// <summary>
/// What is written, octet by octet. To look at a change: run once with UPDATE_GOLDEN=1, then read the difference in version control.
/// </summary>
public sealed class GoldenFileTests
{
    [Theory]
    [InlineData("Europe/London", "2027-03-28", "2027-10-31", "DTSTART;TZID=Europe/London:20270328T090000")]
    [InlineData("Europe/Dublin", "2027-03-28", "2027-10-31", "DTSTART;TZID=Europe/Dublin:20270328T090000")]
    [InlineData("America/New_York", "2027-03-14", "2027-11-07", "DTSTART;TZID=America/New_York:20270314T090000")]
    [InlineData("Australia/Lord_Howe", "2027-04-04", "2027-10-03", "DTSTART;TZID=Australia/Lord_Howe:20270404T090000")]
    public void Nine_in_the_morning_is_right_on_both_sides_of_both_clock_changes_of_2027(string zone, string first, string second, string line)
    {
        var tz = DateTimeZoneProviders.Tzdb[zone];
        var days = new[] { first, second }.Select(d => NodaTime.Text.LocalDatePattern.Iso.Parse(d).Value).SelectMany(d => new[] { d.PlusDays(-1), d }).ToList();
        Assert.NotEqual(At(days[0], 9).Offset, At(days[1], 9).Offset);
        Assert.NotEqual(At(days[2], 9).Offset, At(days[3], 9).Offset);

        Assert.Contains(line, AssertNineInTheMorning(zone, days));

        ZonedDateTime At(LocalDate date, int hour) => tz.AtStrictly(date.At(new LocalTime(hour, 0)));
    }

    [Fact]
    public void Casablanca_is_written_in_UTC()
    {
        // Ramadan of 2026, the end of summer time altogether in September 2026, and the days on which the old law would have changed the clocks in 2027.
        // Clients with older rules than ours would get a TZID wrong; UTC they cannot.
        LocalDate[] days = [new(2026, 2, 14), new(2026, 2, 15), new(2026, 3, 21), new(2026, 3, 22), new(2026, 9, 19), new(2026, 9, 20),
            new(2027, 2, 6), new(2027, 2, 7), new(2027, 3, 13), new(2027, 3, 14)];
        var lines = AssertNineInTheMorning("Africa/Casablanca", days);
        Assert.DoesNotContain("BEGIN:VTIMEZONE", lines);
        Assert.Contains("DTSTART:20260214T080000Z", lines);
        Assert.Contains("DTSTART:20260215T090000Z", lines);
    }

    [Fact]
    public void A_request() => AssertGolden("request.ics", Some.Request().ToBytes());

    [Fact]
    public void A_cancellation_carries_no_alarm()
    {
        Assert.Contains("BEGIN:VALARM", WritingTests.Unfolded(Some.Request().ToBytes()));
        Assert.DoesNotContain("BEGIN:VALARM", WritingTests.Unfolded(Some.Cancel().ToBytes()));
        AssertGolden("cancel.ics", Some.Cancel().ToBytes());
    }

    [Fact]
    public void A_feed() => AssertGolden("feed.ics", Some.Feed(5).ToBytes());

    [Fact]
    public void Busy_times_are_published_in_UTC_and_without_a_zone()
    {
        var octets = (Some.Calendar() with { Method = CalendarMethod.Publish, FreeBusy = [Some.Taken()] }).ToBytes();
        Assert.DoesNotContain("BEGIN:VTIMEZONE", WritingTests.Unfolded(octets));
        AssertGolden("free-busy.ics", octets);
    }

    [Fact]
    public void An_empty_feed_still_carries_its_zone()
    {
        var octets = Some.Feed(0).ToBytes();
        Assert.Contains("TZID:Europe/London", WritingTests.Unfolded(octets));
        AssertGolden("empty-feed.ics", octets);
    }

    [Fact]
    public void An_empty_feed_of_a_zone_that_cannot_be_said_still_holds_a_component() =>
        Assert.Contains("TZID:Etc/UTC", WritingTests.Unfolded((Some.Feed(0) with { TimeZoneId = "Asia/Gaza" }).ToBytes()));

    [Fact]
    public void An_hour_that_the_clocks_show_twice_is_written_in_UTC()
    {
        // London, 31 October 2027: 1:30am comes at 00:30Z and again at 01:30Z.
        Assert.Equal("DTSTART:20271031T003000Z", Start(0, 30));
        Assert.Equal("DTSTART:20271031T013000Z", Start(1, 30));
        Assert.Equal("DTSTART;TZID=Europe/London:20271031T005959", Start(0, 0, -1));
        Assert.Equal("DTSTART:20271031T000000Z", Start(0, 0));
        Assert.Equal("DTSTART:20271031T015959Z", Start(2, 0, -1));
        Assert.Equal("DTSTART;TZID=Europe/London:20271031T020000", Start(2, 0));

        static string Start(int hour, int minute, int seconds = 0) => Assert.Single(
            WritingTests.Unfolded(Some.Calendar(Some.Event(1, new DateTimeOffset(2027, 10, 31, hour, minute, 0, TimeSpan.Zero).AddSeconds(seconds))).ToBytes()),
            l => l.StartsWith("DTSTART:2027", StringComparison.Ordinal) || l.StartsWith("DTSTART;", StringComparison.Ordinal));
    }

    private static string[] AssertNineInTheMorning(string zone, IReadOnlyList<LocalDate> days)
    {
        var tz = DateTimeZoneProviders.Tzdb[zone];
        var starts = days.Select(d => tz.AtStrictly(d.At(new LocalTime(9, 0))).ToDateTimeOffset()).ToList();
        var octets = (Some.Calendar([.. starts.Select((s, i) => Some.Event(i + 1, s))]) with { TimeZoneId = zone, Name = zone, RefreshInterval = TimeSpan.FromHours(1) }).ToBytes();
        Assert.Equal(starts, CalendarObject.Parse(octets).Events.Select(e => e.Start!.Value));
        AssertGolden(zone.Replace('/', '-') + ".ics", octets);
        return WritingTests.Unfolded(octets);
    }

    private static void AssertGolden(string name, byte[] octets, [CallerFilePath] string here = "")
    {
        WritingTests.AssertWellFormed(octets);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(here)!, "Golden", name), octets);
            return;
        }
        using var golden = typeof(GoldenFileTests).Assembly.GetManifestResourceStream(name);
        Assert.True(golden is not null, $"There is no golden file {name}.");
        using var expected = new MemoryStream();
        golden.CopyTo(expected);
        Assert.Equal(WritingTests.Unfolded(expected.ToArray()), WritingTests.Unfolded(octets)); // says which line
        Assert.Equal(expected.ToArray(), octets);
    }
}
