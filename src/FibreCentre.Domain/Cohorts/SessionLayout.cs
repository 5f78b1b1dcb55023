using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Domain.Cohorts;

/// <summary>A session of a course laid on a day; nothing is reserved yet.</summary>
public sealed record LaidSession(int Number, SessionPattern Pattern, TimeSlot During, DateOnly Day);

/// <summary>Lays a course's session pattern over the centre's working days.</summary>
public static class SessionLayout
{
    /// <summary>Day 1 of the pattern falls on <paramref name="firstDay"/>, which must be a working day; later days on the working days after it.</summary>
    public static Result<IReadOnlyList<LaidSession>> Lay(CourseSpec course, DateOnly firstDay, WorkingCalendar calendar)
    {
        if (calendar.WhyShut(firstDay) is { } reason) return CohortErrors.CentreShut(firstDay, reason);
        var days = course.Sessions.Max(pattern => pattern.Day);
        if (calendar.FindWorkingDay(firstDay, days) is null) return CohortErrors.TooFewWorkingDays(firstDay, days);
        var laid = course.Sessions
            .OrderBy(pattern => pattern.Day).ThenBy(pattern => pattern.Starts)
            .Select((pattern, index) =>
            {
                var day = calendar.WorkingDay(firstDay, pattern.Day);
                return new LaidSession(index + 1, pattern, calendar.Time.On(day, pattern.Starts, pattern.Ends), day);
            }).ToList();
        return laid.Find(session => !calendar.IsOpenFor(session.During)) is { } outside
            ? CohortErrors.OutsideOpeningHours(outside.Pattern.Title, calendar.Opens, calendar.Closes)
            : laid;
    }
}
