using System.Globalization;
using System.Text;
using NodaTime;

namespace FibreCentre.ICalendar.Tests;

public sealed class VTimeZoneTests
{
    [Theory]
    [InlineData("Europe/London", "-1SU;BYMONTH=10", "-1SU;BYMONTH=3")]
    [InlineData("Europe/Dublin", "-1SU;BYMONTH=10", "-1SU;BYMONTH=3")]
    [InlineData("America/New_York", "1SU;BYMONTH=11", "2SU;BYMONTH=3")]
    [InlineData("Australia/Lord_Howe", "1SU;BYMONTH=4", "1SU;BYMONTH=10")]
    [InlineData("Pacific/Auckland", "1SU;BYMONTH=4", "-1SU;BYMONTH=9")]
    public void One_block_each_with_one_yearly_rule(string zone, string standard, string daylight)
    {
        Assert.True(VTimeZone.TryCreate(zone, 2027, 2028, out var block));
        Assert.Equal(zone, block.Component.Property("TZID")!.Text);
        Assert.Equal(["STANDARD", "DAYLIGHT"], block.Component.Components.Select(c => c.Name));
        Assert.Equal(["FREQ=YEARLY;BYDAY=" + standard, "FREQ=YEARLY;BYDAY=" + daylight], block.Component.Components.Select(c => c.Property("RRULE")!.RawValue));
    }

    [Fact]
    public void Daylight_is_the_larger_offset_in_Dublin_whose_law_has_it_the_other_way_round()
    {
        Assert.True(VTimeZone.TryCreate("Europe/Dublin", 2027, 2027, out var block));
        Assert.Equal(["+0000", "+0100"], block.Component.Components.Select(c => c.Property("TZOFFSETTO")!.RawValue));
        Assert.Equal(["GMT", "IST"], block.Component.Components.Select(c => c.Property("TZNAME")!.RawValue));
    }

    [Theory]
    [InlineData("Asia/Kolkata", "+0530")]
    [InlineData("Etc/UTC", "+0000")]
    [InlineData("America/Sao_Paulo", "-0300")]
    public void A_zone_that_keeps_its_offset_has_a_lone_standard_without_a_rule(string zone, string offset)
    {
        Assert.True(VTimeZone.TryCreate(zone, 2027, 2027, out var block));
        var standard = Assert.Single(block.Component.Components);
        Assert.Equal("STANDARD", standard.Name);
        Assert.Null(standard.Property("RRULE"));
        Assert.Equal((offset, offset), (standard.Property("TZOFFSETFROM")!.RawValue, standard.Property("TZOFFSETTO")!.RawValue));
    }

    [Theory]
    [InlineData("Africa/Casablanca", 2024, 2024)] // the clocks followed Ramadan
    [InlineData("Africa/Casablanca", 2027, 2027)] // the year before, the clocks changed for the last time
    [InlineData("Europe/London", 1971, 1972)]   // the law changed within the years the block would speak for
    [InlineData("America/New_York", 2007, 2007)]
    [InlineData("Europe/London", 1, 1)]
    [InlineData("Europe/London", 2027, 9999)]
    public void What_the_form_cannot_say_is_not_said(string zone, int first, int last) => Assert.False(VTimeZone.TryCreate(zone, first, last, out _));

    [Fact]
    public void Bad_questions_are_refused()
    {
        Assert.Throws<ArgumentException>("timeZoneId", () => VTimeZone.TryCreate("Europe/Atlantis", 2027, 2027, out _));
        Assert.Throws<ArgumentOutOfRangeException>("lastYear", () => VTimeZone.TryCreate(Some.London, 2027, 2026, out _));
    }

    [Fact]
    public void The_same_question_gets_the_same_block()
    {
        VTimeZone.TryCreate(Some.London, 2030, 2031, out var once);
        VTimeZone.TryCreate(Some.London, 2030, 2031, out var twice);
        Assert.NotNull(once);
        Assert.Same(once, twice);
    }

    [Fact]
    public void Every_block_of_every_zone_reproduces_the_tz_database()
    {
        var blocks = 0;
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            foreach (var (first, last) in new[] { (1996, 1996), (2011, 2011), (2019, 2021), (2026, 2027), (2036, 2036) })
            {
                if (!VTimeZone.TryCreate(id, first, last, out var block))
                    continue;
                blocks++;
                AssertReproduces(DateTimeZoneProviders.Tzdb[id], block, first, last);
            }
        }
        Assert.InRange(blocks, 2_500, int.MaxValue); // of about 3,000: hardly any zone has to fall back to UTC
    }

    /// <summary>Around every change that either of them knows, and on the 15th of every month.</summary>
    private static void AssertReproduces(DateTimeZone zone, VTimeZone block, int first, int last)
    {
        var onsets = Onsets(block, first - 1, last + 1);
        var instants = zone.GetZoneIntervals(Instant.FromUtc(first, 1, 1, 0, 0), Instant.FromUtc(last + 1, 1, 1, 0, 0))
            .Where(i => i.HasStart).Select(i => i.Start)
            .Concat(onsets.Select(o => Instant.FromDateTimeUtc(DateTime.SpecifyKind(o.At, DateTimeKind.Utc))))
            .SelectMany(i => new[] { i - Duration.FromSeconds(1), i, i + Duration.FromHours(1) })
            .Concat(from year in Enumerable.Range(first, last - first + 1) from month in Enumerable.Range(1, 12) select Instant.FromUtc(year, month, 15, 12, 0))
            .Where(i => i >= Instant.FromUtc(first, 1, 1, 0, 0) && i < Instant.FromUtc(last + 1, 1, 1, 0, 0));
        foreach (var instant in instants)
        {
            var begun = onsets.LastOrDefault(o => o.At <= instant.ToDateTimeUtc());
            var offset = begun.At == default ? onsets[0].From : begun.To;
            Assert.True(zone.GetUtcOffset(instant).ToTimeSpan() == offset, $"{zone.Id} at {instant}");
        }
    }

    /// <summary>The octets read the way a client would, with nothing of the product but the unfolded text.</summary>
    private static List<(DateTime At, TimeSpan From, TimeSpan To)> Onsets(VTimeZone block, int first, int last)
    {
        var onsets = new List<(DateTime At, TimeSpan From, TimeSpan To)>();
        foreach (var part in Encoding.UTF8.GetString(block.Component.ToBytes()).Split("BEGIN:").Skip(2))
        {
            var lines = part[..part.IndexOf("END:", StringComparison.Ordinal)].Split("\r\n").Select(l => l.Split(':')).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1]);
            var start = DateTime.ParseExact(lines["DTSTART"], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
            var (from, to) = (Offset(lines["TZOFFSETFROM"]), Offset(lines["TZOFFSETTO"]));
            if (!lines.TryGetValue("RRULE", out var rule))
            {
                onsets.Add((start - from, from, to));
                continue;
            }
            var fields = rule.Split(';').Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1]);
            Assert.Equal("YEARLY", fields["FREQ"]);
            Assert.Equal(3, fields.Count);
            var day = (DayOfWeek)Array.IndexOf(["SU", "MO", "TU", "WE", "TH", "FR", "SA"], fields["BYDAY"][^2..]);
            var week = int.Parse(fields["BYDAY"][..^2], CultureInfo.InvariantCulture);
            for (var year = Math.Max(first, start.Year); year <= last; year++)
            {
                var month = int.Parse(fields["BYMONTH"], CultureInfo.InvariantCulture);
                var days = Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(d => new DateTime(year, month, d)).Where(d => d.DayOfWeek == day).ToList();
                onsets.Add((days[week > 0 ? week - 1 : days.Count + week] + start.TimeOfDay - from, from, to));
            }
        }
        return [.. onsets.OrderBy(o => o.At)];
    }

    private static TimeSpan Offset(string text)
    {
        var offset = TimeSpan.ParseExact(text[1..], text.Length == 5 ? "hhmm" : "hhmmss", CultureInfo.InvariantCulture);
        return text[0] == '-' ? -offset : offset;
    }
}
