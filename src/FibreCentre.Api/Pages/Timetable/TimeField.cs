using System.Globalization;

namespace FibreCentre.Api.Pages.Timetable;

/// <summary>A time of day as people type it: <c>9am</c>, <c>9:30am</c>, <c>9.30 am</c>, <c>13:00</c>.</summary>
internal static class TimeField
{
    /// <summary>Null when it is empty or no time.</summary>
    public static TimeOnly? Read(string? text) =>
        TimeOnly.TryParseExact((text ?? "").Replace(" ", "", StringComparison.Ordinal).Replace('.', ':').ToUpperInvariant(), ["H:mm", "h:mmtt", "htt"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
