namespace FibreCentre.Domain.Facilities;

public sealed class Instructor
{
    private readonly List<Qualification> _qualifications = [];
    private readonly List<WorkingHours> _hours = [];

    public required ResourceId Id { get; init; }

    public required string Code { get; init; }

    public required string Name { get; set; }

    public required string Email { get; set; }

    public IReadOnlyList<Qualification> Qualifications => _qualifications;

    /// <summary>When they work, in the centre's civil time; empty means whenever the centre is open.</summary>
    public IReadOnlyList<WorkingHours> Hours => _hours;

    /// <summary>Most minutes of sessions and supervised practice on one day; null for no limit. The database holds it too.</summary>
    public int? MaxMinutesDay { get; set; }

    /// <summary>The same from Monday to Sunday.</summary>
    public int? MaxMinutesWeek { get; set; }

    /// <summary>From this day on they are not planned with; null while they are here.</summary>
    public DateOnly? LeftOn { get; set; }

    /// <summary>Rises with every change; what an ETag is made of.</summary>
    public int Revision { get; private set; } = 1;

    public bool IsHereOn(DateOnly day) => LeftOn is not { } left || day < left;

    /// <summary>The first of the qualifications asked for that does not count on that day; null when all do.</summary>
    public string? Lacks(IEnumerable<string> qualifications, DateOnly day) =>
        qualifications.FirstOrDefault(asked => !_qualifications.Exists(held => held.Name == asked && held.CountsOn(day)));

    /// <summary>Whether a slot lies within their working hours of its day.</summary>
    public bool WorksDuring(ClockedSlot slot) =>
        _hours.Count == 0 || (slot.LastDay == slot.Day && _hours.Exists(each => each.Day == slot.Day.DayOfWeek && each.Starts <= slot.Starts && slot.Ends <= each.Ends));

    /// <summary>Minutes they could teach from Monday to Sunday: by their own hours, or the centre's, and never more than their limit.</summary>
    public int MinutesAWeek(WorkingCalendar calendar)
    {
        var hours = _hours.Count > 0 ? _hours.Sum(each => (each.Ends - each.Starts).TotalMinutes) : calendar.WorkingDays.Count * (calendar.Closes - calendar.Opens).TotalMinutes;
        return (int)Math.Min(hours, MaxMinutesWeek ?? hours);
    }

    public void Change(string name, string email, int? maxMinutesDay, int? maxMinutesWeek, DateOnly? leftOn) =>
        (Name, Email, MaxMinutesDay, MaxMinutesWeek, LeftOn, Revision) = (name, email, maxMinutesDay, maxMinutesWeek, leftOn, Revision + 1);

    public void Hold(Qualification qualification)
    {
        _qualifications.Add(qualification);
        Revision++;
    }

    /// <summary>It counts until a day, that day included, and no longer.</summary>
    public Result<Qualification> End(Guid qualification, DateOnly lastDay)
    {
        if (_qualifications.Find(each => each.Id == qualification) is not { } held) return FacilityErrors.QualificationNotFound();
        if (lastDay < held.ValidFrom) return FacilityErrors.QualificationEndsBeforeItBegins(held.ValidFrom);
        held.End(lastDay);
        Revision++;
        return held;
    }

    /// <summary>Replaces their working hours; none means the centre's.</summary>
    public Result<Instructor> Work(IReadOnlyList<WorkingHours> hours)
    {
        if (hours.Any(each => each.Ends <= each.Starts)) return FacilityErrors.HoursEndBeforeTheyStart();
        if (hours.GroupBy(each => each.Day).Any(day => day.OrderBy(each => each.Starts).Zip(day.OrderBy(each => each.Starts).Skip(1)).Any(pair => pair.First.Ends > pair.Second.Starts))) return FacilityErrors.HoursOverlap();
        _hours.RemoveAll(each => !hours.Contains(each));
        _hours.AddRange(hours.Where(each => !_hours.Contains(each)).ToList());
        Revision++;
        return this;
    }
}

/// <summary>What an instructor may teach and assess, and from when until when. Both ends count.</summary>
public sealed record Qualification(Guid Id, string Name, DateOnly ValidFrom, DateOnly? ValidUntil)
{
    public DateOnly? ValidUntil { get; private set; } = ValidUntil;

    internal void End(DateOnly lastDay) => ValidUntil = lastDay;

    public bool CountsOn(DateOnly day) => ValidFrom <= day && (ValidUntil is not { } until || day <= until);
}

/// <summary>Part of a working day of every week, on the centre's clocks.</summary>
public sealed record WorkingHours(DayOfWeek Day, TimeOnly Starts, TimeOnly Ends);
