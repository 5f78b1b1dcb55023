using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>What the centre sets about practice.</summary>
/// <param name="HoursAWeek">Most hours of one person from Monday to Sunday.</param>
/// <param name="LeadHours">Booked at least so long before.</param>
/// <param name="DaysAhead">And not longer before than so many days.</param>
public sealed record PracticeLimits(int HoursAWeek, int LeadHours, int DaysAhead)
{
    /// <summary>Practice begins on the hour or half past, and lasts a multiple of this.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(30);

    public const int ShortestMinutes = 30, LongestMinutes = 240;

    /// <summary>The last day for which practice can be booked now.</summary>
    public DateOnly LastDay(DateOnly today) => today.AddDays(DaysAhead);

    /// <summary>Minutes that somebody may still book in the week of a day.</summary>
    /// <param name="booked">All of that person's practice, at least of that week.</param>
    public int MinutesLeft(DateOnly day, IEnumerable<TimeSlot> booked, CentreTime time)
    {
        var monday = CentreFacilities.Monday(day);
        return (HoursAWeek * 60) - (int)booked.Where(each => CentreFacilities.Monday(time.DayOf(each.Start)) == monday).Sum(each => each.Length.TotalMinutes);
    }

    /// <summary>What of the centre's own rules speaks against practice of one person at a time; null when nothing does. Whether a bay is free is another question.</summary>
    public Error? Refusal(TimeSlot during, IEnumerable<TimeSlot> booked, WorkingCalendar calendar, DateTimeOffset now)
    {
        var day = calendar.Time.DayOf(during.Start);
        if (during.Start < now.AddHours(LeadHours)) return FacilityErrors.PracticeTooSoon(LeadHours);
        if (day > LastDay(calendar.Time.DayOf(now))) return FacilityErrors.PracticeTooFar(DaysAhead);
        if (calendar.WhyShut(day) is { } shut) return CohortErrors.CentreShut(day, shut);
        if (!calendar.IsOpenFor(during)) return CohortErrors.OutsideOpeningHours("Practice", calendar.Opens, calendar.Closes);
        if (MinutesLeft(day, booked, calendar.Time) is var left && during.Length.TotalMinutes > left) return FacilityErrors.PracticeHoursSpent(CentreFacilities.Monday(day), left, HoursAWeek);
        return null;
    }
}

/// <summary>A time at which somebody could practise in a bay.</summary>
/// <param name="Starts">On the centre's clocks.</param>
public sealed record PracticeOffer(Guid BayId, string Bay, DateTimeOffset Starts)
{
    internal string InWords => $"{Bay} on {CohortErrors.Day(DateOnly.FromDateTime(Starts.DateTime))} at {CohortErrors.Time(TimeOnly.FromDateTime(Starts.DateTime))}";
}

/// <summary>Who wants to practise: what is booked of their practice, and all times at which they are elsewhere.</summary>
public sealed record Practiser(IReadOnlyList<TimeSlot> Booked, IReadOnlyList<TimeSlot> Busy)
{
    /// <summary>Nobody in particular: whatever the bays allow.</summary>
    public static readonly Practiser Anybody = new([], []);
}

/// <summary>Where and when somebody can practise. It names bays and times, and never who else is there.</summary>
public static class PracticeSearch
{
    private const int OffersShown = 3;

    /// <summary>Whether a bay of a kind that is open for practice is to be had, and of whoever could be present the one who teaches least that week.</summary>
    /// <returns>The supervisor, null where none is needed; or what is not to be had.</returns>
    public static (ResourceId? Supervisor, string? WhyNot) At(Bay bay, BayKind kind, TimeSlot during, CentreFacilities centre)
    {
        if (centre.WhyNot(bay, during) is not null) return (null, $"{bay.Name} is not free then.");
        if (kind.Practice != PracticeUse.Supervised) return (null, null);
        var day = centre.Calendar.Time.DayOf(during.Start);
        var supervisor = centre.Instructors.Where(each => centre.WhyNot(each, [], bay.BayKind, during) is null)
            .OrderBy(each => centre.LoadOf(each, day).Share).ThenBy(each => each.Name, StringComparer.Ordinal).FirstOrDefault();
        return supervisor is null ? (null, $"No instructor is free to be present in {bay.Name} then.") : (supervisor.Id, null);
    }

    /// <summary>The times of one day at which each bay of a kind is free for so long, and the person too.</summary>
    /// <param name="centre">Its bays are those of the kind.</param>
    public static IEnumerable<PracticeOffer> Free(BayKind kind, DateOnly day, TimeSpan length, CentreFacilities centre, PracticeLimits limits, Practiser who, DateTimeOffset now)
    {
        var calendar = centre.Calendar;
        var (opens, closes) = (calendar.Time.At(day, calendar.Opens), calendar.Time.At(day, calendar.Closes));
        foreach (var bay in centre.Bays.Where(each => each.BayKind == kind.Slug).OrderBy(each => each.Code, StringComparer.Ordinal))
            for (var start = OnTheStep(opens); start + length <= closes; start += PracticeLimits.Step)
            {
                var during = new TimeSlot(start, start + length);
                if (limits.Refusal(during, who.Booked, calendar, now) is not null || who.Busy.Any(during.Overlaps)) continue;
                if (At(bay, kind, during, centre).WhyNot is null) yield return new(bay.Id.Value, bay.Name, calendar.Time.Civil(start));
            }
    }

    /// <summary>What would fit instead of a time that is not free: the nearest times of that day, else those of the first day of the week after that has any.</summary>
    public static IReadOnlyList<PracticeOffer> Instead(Bay bay, BayKind kind, TimeSlot wished, CentreFacilities centre, PracticeLimits limits, Practiser who, DateTimeOffset now)
    {
        var first = centre.Calendar.Time.DayOf(wished.Start);
        return Enumerable.Range(0, 8).Select(first.AddDays).Select(day => Free(kind, day, wished.Length, centre, limits, who, now)
                .OrderBy(each => (each.Starts - wished.Start).Duration()).ThenBy(each => each.BayId != bay.Id.Value).Take(OffersShown).ToList())
            .FirstOrDefault(offers => offers.Count > 0) ?? [];
    }

    private static DateTimeOffset OnTheStep(DateTimeOffset opens) => new(((opens.Ticks + PracticeLimits.Step.Ticks - 1) / PracticeLimits.Step.Ticks) * PracticeLimits.Step.Ticks, opens.Offset);
}
