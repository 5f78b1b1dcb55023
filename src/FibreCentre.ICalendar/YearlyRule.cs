using System.Globalization;
using NodaTime;

namespace FibreCentre.ICalendar;

/// <summary>
/// The only recurrence that all clients read in a VTIMEZONE: a weekday of a month, every year (RFC 5545 section 3.3.10).
/// </summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Week">1 to 5 counted from the start of the month, or -1 to -5 from its end.</param>
/// <param name="Day">The weekday.</param>
internal readonly record struct YearlyRule(int Month, int Week, IsoDayOfWeek Day)
{
    private static readonly string[] Days = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>The day in that year, or null when the month has no such week.</summary>
    public LocalDate? In(int year)
    {
        LocalDate date;
        if (Week > 0)
        {
            var first = new LocalDate(year, Month, 1);
            date = first.PlusDays((Day - first.DayOfWeek + 7) % 7 + 7 * (Week - 1));
        }
        else
        {
            var last = new LocalDate(year, Month, CalendarSystem.Iso.GetDaysInMonth(year, Month));
            date = last.PlusDays(-((last.DayOfWeek - Day + 7) % 7) + 7 * (Week + 1));
        }
        return date.Month == Month ? date : null;
    }

    /// <summary>The rules that give this day in its year, the last week of the month first: that is what laws say.</summary>
    public static IEnumerable<YearlyRule> Giving(LocalDate date)
    {
        if (date.Day + 7 > date.Calendar.GetDaysInMonth(date.Year, date.Month))
            yield return new YearlyRule(date.Month, -1, date.DayOfWeek);
        if (date.Day <= 28)
            yield return new YearlyRule(date.Month, (date.Day - 1) / 7 + 1, date.DayOfWeek);
    }

    /// <summary>Null for every other kind of rule, for an UNTIL and for a COUNT.</summary>
    public static YearlyRule? Parse(string rule)
    {
        int? month = null;
        string? day = null;
        var yearly = false;
        foreach (var part in rule.Trim().ToUpperInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part.Split('=', 2))
            {
                case ["FREQ", "YEARLY"]:
                    yearly = true;
                    break;
                case ["BYMONTH", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 12:
                    month = number;
                    break;
                case ["BYDAY", var text]:
                    day = text;
                    break;
                case ["INTERVAL", "1"] or ["WKST", _]:
                    break;
                default:
                    return null;
            }
        }
        if (!yearly || month is null || day is not { Length: > 2 })
            return null;
        var weekday = Array.IndexOf(Days, day[^2..]);
        return weekday > 0 && int.TryParse(day[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var week) && week is >= -5 and <= 5 and not 0
            ? new YearlyRule(month.Value, week, (IsoDayOfWeek)weekday)
            : null;
    }

    /// <summary>The value of an RRULE.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"FREQ=YEARLY;BYDAY={Week}{Days[(int)Day]};BYMONTH={Month}");
}
