using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace FibreCentre.ICalendar;

/// <summary>A STANDARD or DAYLIGHT block (RFC 5545 section 3.6.5).</summary>
/// <param name="Onset">When it first begins, on the wall clock that still shows <paramref name="From"/>.</param>
/// <param name="From">The offset before.</param>
/// <param name="To">The offset from then on.</param>
/// <param name="Rule">When it begins again every year; null if it does not.</param>
/// <param name="Name">The abbreviation people know, such as BST, or null.</param>
/// <param name="IsDaylight">The larger wall offset of the two.</param>
internal sealed record ZoneObservance(LocalDateTime Onset, Offset From, Offset To, YearlyRule? Rule, string? Name, bool IsDaylight)
{
    private static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss");

    /// <summary>The onset in that year, if there is one, on the wall clock that still shows <see cref="From"/>.</summary>
    public LocalDateTime? OnsetIn(int year)
    {
        if (Rule is not { } rule)
            return Onset.Year == year ? Onset : null;
        return year >= Onset.Year && rule.In(year) is { } date && date.At(Onset.TimeOfDay) is var onset && onset >= Onset ? onset : null;
    }

    public CalendarComponent ToComponent()
    {
        var properties = new List<CalendarProperty>
        {
            new("DTSTART", Local.Format(Onset)),
            new("TZOFFSETFROM", Text(From)),
            new("TZOFFSETTO", Text(To)),
        };
        if (Name is not null)
            properties.Add(CalendarProperty.OfText("TZNAME", Name));
        if (Rule is { } rule)
            properties.Add(new CalendarProperty("RRULE", rule.ToString()));
        return new CalendarComponent(IsDaylight ? "DAYLIGHT" : "STANDARD", properties);
    }

    /// <summary>Null when an offset or the start cannot be read, or it recurs in a way not understood here.</summary>
    public static ZoneObservance? FromComponent(CalendarComponent component)
    {
        if (component.Property("DTSTART") is not { } start || Local.Parse(start.RawValue.Trim()) is not { Success: true, Value: var onset }
            || ParseOffset(component.Property("TZOFFSETFROM")?.RawValue) is not { } from
            || ParseOffset(component.Property("TZOFFSETTO")?.RawValue) is not { } to
            || component.Property("RDATE") is not null)
            return null;

        YearlyRule? rule = null;
        if (component.Property("RRULE") is { } recurrence && (rule = YearlyRule.Parse(recurrence.RawValue)) is null)
            return null;
        return new ZoneObservance(onset, from, to, rule, component.Property("TZNAME")?.Text, component.Name == "DAYLIGHT");
    }

    /// <summary>RFC 5545 section 3.3.14: +HHMM, and seconds only where there are any.</summary>
    private static string Text(Offset offset)
    {
        var seconds = Math.Abs(offset.Seconds);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(offset.Seconds < 0 ? '-' : '+')}{seconds / 3600:00}{seconds / 60 % 60:00}");
        return seconds % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}{seconds % 60:00}");
    }

    private static Offset? ParseOffset(string? text)
    {
        text = text?.Trim();
        if (text is not { Length: 5 or 7 } || text[0] is not ('+' or '-') || text.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
            return null;
        var hours = int.Parse(text.AsSpan(1, 2), CultureInfo.InvariantCulture);
        var minutes = int.Parse(text.AsSpan(3, 2), CultureInfo.InvariantCulture);
        var seconds = text.Length == 7 ? int.Parse(text.AsSpan(5), CultureInfo.InvariantCulture) : 0;
        if (hours > 17 || minutes > 59 || seconds > 59)
            return null;
        var total = hours * 3600 + minutes * 60 + seconds;
        return Offset.FromSeconds(text[0] == '-' ? -total : total);
    }
}
