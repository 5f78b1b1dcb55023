using System.Globalization;
using System.Text.RegularExpressions;
using FibreCentre.Api.Features.Cohorts;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>How days, times, money and slugs read on every page.</summary>
internal static partial class Say
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Monday 30 November 2026.</summary>
    public static string Day(DateOnly day) => day.ToString("dddd d MMMM yyyy", British);

    /// <summary>30 November 2026: where a column of days is read by the figure, not by the weekday.</summary>
    public static string Date(DateOnly day) => day.ToString("d MMMM yyyy", British);

    /// <summary>From one day to another, naming each once: "Monday 30 November to Wednesday 2 December 2026".</summary>
    public static string Days(DateOnly first, DateOnly last) =>
        first == last ? Day(first) : $"{(first.Year == last.Year ? first.ToString("dddd d MMMM", British) : Day(first))} to {Day(last)}";

    /// <summary>9:00am, on the clocks whose offset the time carries.</summary>
    public static string Time(DateTimeOffset time) => Time(TimeOnly.FromDateTime(time.DateTime));

    public static string Time(TimeOnly time) => time.ToString("h:mm", CultureInfo.InvariantCulture) + (time.Hour < 12 ? "am" : "pm");

    /// <summary>Monday 30 November 2026, 9:00am.</summary>
    public static string Moment(DateTimeOffset time) => $"{Day(DateOnly.FromDateTime(time.DateTime))}, {Time(time)}";

    /// <summary>Until when something counts that ends then: midnight is the end of the day before.</summary>
    public static string End(DateTimeOffset time) => time.TimeOfDay == TimeSpan.Zero ? $"the end of {Day(DateOnly.FromDateTime(time.DateTime).AddDays(-1))}" : Moment(time);

    /// <summary>Monday 30 November 2026, 9:00am to 4:30pm.</summary>
    public static string Slot(CivilSlot slot)
    {
        var ends = DateOnly.FromDateTime(slot.Ends.DateTime);
        return $"{Moment(slot.Starts)} to {(ends == DateOnly.FromDateTime(slot.Starts.DateTime) ? Time(slot.Ends) : Moment(slot.Ends))}";
    }

    /// <summary>How far off a moment is: "in 25 minutes", "in 5 hours", "in 3 days"; "just over" once it has passed.</summary>
    public static string Away(DateTimeOffset until, DateTimeOffset now) => (until - now) switch
    {
        { Ticks: <= 0 } => "just over",
        { TotalMinutes: < 1 } => "in less than a minute",
        { TotalHours: < 2 } left => $"in {Count((long)left.TotalMinutes, "minute")}",
        { TotalHours: < 48 } left => $"in {Count((long)left.TotalHours, "hour")}",
        var left => $"in {Count((long)left.TotalDays, "day")}",
    };

    /// <summary>A month of a statement: November 2026.</summary>
    public static string Month(DateOnly month) => month.ToString("MMMM yyyy", British);

    /// <summary>£1,495.00.</summary>
    public static string Money(decimal pounds) => pounds.ToString("'£'#,##0.00;'\u2212£'#,##0.00", CultureInfo.InvariantCulture);

    /// <summary>"2 hours", "1 hour 30 minutes", "0 hours".</summary>
    public static string Hours(int minutes) => (minutes / 60, minutes % 60) switch
    {
        (var hours, 0) => Count(hours, "hour"),
        (0, var left) => Count(left, "minute"),
        (var hours, var left) => $"{Count(hours, "hour")} {Count(left, "minute")}",
    };

    /// <summary>A slug in words: "splice bench", "OTDR bench", "FTC-130 holder".</summary>
    public static string Words(string slug) =>
        CourseInSlug().Replace(Abbreviations().Replace(slug.Replace('_', '-'), found => found.Value.ToUpperInvariant()), "$1\u2011$2").Replace('-', ' ').Replace('\u2011', '-');

    /// <summary>The same at the start of a line: "Splice bench".</summary>
    public static string Heading(string slug) => Words(slug) is { Length: > 0 } words ? char.ToUpperInvariant(words[0]) + words[1..] : "";

    /// <summary>The same words with a capital, as a sentence begins.</summary>
    public static string Sentence(string words) => words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>"1 place", "6 places", "4 harnesses". The word is given in the singular.</summary>
    public static string Count(long count, string what) => string.Create(British, $"{count:N0} {(count == 1 ? what : Plural(what))}");

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IEnumerable<string> parts) => parts.ToList() switch
    {
        [] => "",
        [var only] => only,
        [.. var first, var last] => $"{string.Join(", ", first)} and {last}",
    };

    private static string Plural(string what) => what switch
    {
        [.., 's' or 'x'] or [.., 'c' or 's', 'h'] => $"{what}es",
        [.. var stem, not ('a' or 'e' or 'o' or 'u'), 'y'] => $"{stem}{what[^2]}ies",
        _ => $"{what}s",
    };

    [GeneratedRegex(@"\b(aed|cat|cpr|ftc|fttp|id|mewp|ont|otdr|pon|ppe)\b")]
    private static partial Regex Abbreviations();

    /// <summary>A course's code keeps its dash.</summary>
    [GeneratedRegex(@"\b(FTC)-([0-9]{3})\b")]
    private static partial Regex CourseInSlug();
}
