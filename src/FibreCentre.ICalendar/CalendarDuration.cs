using System.Globalization;
using System.Text;

namespace FibreCentre.ICalendar;

/// <summary>DURATION of RFC 5545 section 3.3.6, in exact units: a day there is a day of the calendar, 23 to 25 hours long.</summary>
internal static class CalendarDuration
{
    /// <summary>Whole seconds as hours, minutes and seconds; never days or weeks.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = Math.Abs((long)duration.TotalSeconds);
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        seconds %= 60;
        var text = new StringBuilder(duration < TimeSpan.Zero ? "-PT" : "PT");
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours}H");
        if (minutes > 0 || (hours > 0 && seconds > 0)) // the grammar has no hours followed by seconds
            text.Append(CultureInfo.InvariantCulture, $"{minutes}M");
        if (seconds > 0 || (hours == 0 && minutes == 0))
            text.Append(CultureInfo.InvariantCulture, $"{seconds}S");
        return text.ToString();
    }

    /// <summary>Null when it is no duration or longer than 100 years. A day is taken for 24 hours.</summary>
    public static TimeSpan? Parse(string? value)
    {
        var rest = (value ?? "").Trim().ToUpperInvariant().AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest is not ['P', .., not 'T'])
            return null;

        rest = rest[1..];
        var (seconds, smallest) = (0L, 9);
        var inTime = false;
        while (!rest.IsEmpty)
        {
            if (rest[0] == 'T' && !inTime)
            {
                inTime = true;
                rest = rest[1..];
                continue;
            }
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 10)
                return null;
            var (unit, rank) = (rest[digits], inTime) switch
            {
                ('W', false) => (604_800L, 5),
                ('D', false) => (86_400L, 4),
                ('H', true) => (3_600L, 3),
                ('M', true) => (60L, 2),
                ('S', true) => (1L, 1),
                _ => (0L, 9),
            };
            if (rank >= smallest)
                return null;
            seconds += unit * long.Parse(rest[..digits], CultureInfo.InvariantCulture);
            smallest = rank;
            rest = rest[(digits + 1)..];
        }
        if (seconds > 3_155_760_000L)
            return null;
        return TimeSpan.FromSeconds(negative ? -seconds : seconds);
    }
}
