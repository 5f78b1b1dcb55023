namespace FibreCentre.ICalendar.Tests;

/// <summary>What the whole process keeps is measured, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(WalkingMemoryTests), DisableParallelization = true)]
[Collection(nameof(WalkingMemoryTests))]
public sealed class WalkingMemoryTests
{
    [Fact]
    public void Walking_a_good_calendar_of_50_MB_keeps_no_more_than_a_line_of_it()
    {
        var reader = new CalendarReader(
            new Endless("BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY;X-P=\"a\":An event like any other\r\n  of its kind\r\nEND:VEVENT\r\n", 50 << 20),
            new CalendarLimits { MaxBytes = 100 << 20, MaxComponents = int.MaxValue, MaxProperties = int.MaxValue, MaxParameters = int.MaxValue });
        var (before, most, tokens) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        var refused = Assert.Throws<CalendarFormatException>(() =>
        {
            while (reader.Read())
            {
                if (++tokens % 500_000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        });
        Assert.Equal(CalendarFault.Truncated, refused.Fault);
        Assert.InRange(tokens, 1_900_000, int.MaxValue);
        Assert.InRange(most, long.MinValue, 500_000);
        GC.KeepAlive(reader);
    }
}
