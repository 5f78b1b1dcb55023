using System.Globalization;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Api.Features.Notices;

/// <summary>When and where something is, as a message says it.</summary>
/// <param name="In">The bays by name; empty without one, null of a whole cohort.</param>
internal sealed record Said(TimeSlot During, string? In)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>From its first day to the end of its last.</summary>
    public static Said OfCohort(Cohort cohort, CentreTime time) => new(new(time.At(cohort.FirstDay, TimeOnly.MinValue), time.At(cohort.LastDay.AddDays(1), TimeOnly.MinValue)), null);

    /// <summary>Such as <c>Thursday 3 December 2026, 8:30am to 12:15pm</c>.</summary>
    public string When(CentreTime time) => When(time, "dddd d MMMM yyyy");

    /// <summary>What was otherwise before, such as <c>Thursday 3 December, 8:30am to 12:15pm, in Splice bench 1</c>; null when nothing was.</summary>
    public string? Unlike(Said before, CentreTime time)
    {
        var when = before.During == During ? null : before.When(time, time.DayOf(before.During.Start).Year == time.DayOf(During.Start).Year ? "dddd d MMMM" : "dddd d MMMM yyyy");
        var where = before.In == In ? null : before.In is { Length: > 0 } bays ? $"in {bays}" : "without a bay";
        return when is null ? where : where is null ? when : $"{when}, {where}";
    }

    private string When(CentreTime time, string day) => $"{time.DayOf(During.Start).ToString(day, English)}, {CohortErrors.Time(time.TimeOf(During.Start))} to {CohortErrors.Time(time.TimeOf(During.End))}";
}
