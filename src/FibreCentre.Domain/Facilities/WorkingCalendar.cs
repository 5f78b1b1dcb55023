namespace FibreCentre.Domain.Facilities;

/// <summary>Days on which the whole centre is shut: a bank holiday, a stocktaking week. Both ends count.</summary>
public sealed record CentreClosure(Guid Id, DateOnly FirstDay, DateOnly LastDay, string Reason);

/// <summary>When the centre is open: its days of the week, its hours, and the days it is shut.</summary>
public sealed class WorkingCalendar(CentreTime time, TimeOnly opens, TimeOnly closes, IReadOnlySet<DayOfWeek> workingDays, IReadOnlyList<CentreClosure> closures)
{
    public CentreTime Time => time;

    /// <summary>Days of the week on which it is open.</summary>
    public IReadOnlySet<DayOfWeek> WorkingDays => workingDays;

    public TimeOnly Opens => opens;

    public TimeOnly Closes => closes;

    /// <summary>The same with the centre shut for longer.</summary>
    public WorkingCalendar With(CentreClosure closure) => new(time, opens, closes, workingDays, [.. closures, closure]);

    /// <summary>Why the centre is shut on this day, or null when it is open.</summary>
    public string? WhyShut(DateOnly day) =>
        closures.FirstOrDefault(closure => closure.FirstDay <= day && day <= closure.LastDay) is { } closure ? closure.Reason
        : workingDays.Contains(day.DayOfWeek) ? null
        : $"the centre is shut on {day.DayOfWeek}s";

    public bool IsWorkingDay(DateOnly day) => WhyShut(day) is null;

    /// <summary>The n-th working day counted from <paramref name="first"/>, which is number 1 if it is one itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such day within a year.</exception>
    public DateOnly WorkingDay(DateOnly first, int number) =>
        FindWorkingDay(first, number) ?? throw new ArgumentOutOfRangeException(nameof(number), "The centre has no such working day within a year.");

    /// <summary>The same; null when there is no such day within a year.</summary>
    public DateOnly? FindWorkingDay(DateOnly first, int number)
    {
        var day = first;
        for (var looked = 0; looked < 366; looked++, day = day.AddDays(1))
            if (IsWorkingDay(day) && --number == 0) return day;
        return null;
    }

    /// <summary>Whether a slot lies on one working day and within the opening hours.</summary>
    public bool IsOpenFor(TimeSlot slot)
    {
        var day = time.DayOf(slot.Start);
        return IsWorkingDay(day) && time.DayOf(slot.End) == day && time.TimeOf(slot.Start) >= opens && time.TimeOf(slot.End) <= closes;
    }
}
