using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>One thing in place of another.</summary>
/// <param name="From">Null: it comes in addition.</param>
/// <param name="To">Null: nothing takes its place.</param>
public readonly record struct ResourceSwap(ResourceId? From, ResourceId? To);

/// <summary>A session that may have to go elsewhere, with all that must come along.</summary>
/// <param name="Session">As it is now.</param>
/// <param name="Resources">The bays, instructors and kit that serve it.</param>
/// <param name="TraineesBusy">When its trainees are elsewhere.</param>
/// <param name="After">It stays after this: the end of the cohort's session before it, or now.</param>
/// <param name="Before">It stays before this: the start of the cohort's next session; null when there is none.</param>
/// <param name="Near">What serves the cohort's other sessions: preferred, so that a group keeps its room and its teacher.</param>
public sealed record SessionToRefit(
    CourseSpec Course, LaidSession Session, int Trainees, IReadOnlyList<ResourceId> Resources, IReadOnlyList<TimeSlot> TraineesBusy, DateTimeOffset After, DateTimeOffset? Before, IReadOnlySet<ResourceId>? Near = null);

/// <summary>Where a session would fit.</summary>
/// <param name="Swaps">What takes the place of what is not to be had then.</param>
public sealed record Refit(TimeSlot During, IReadOnlyList<ResourceSwap> Swaps)
{
    /// <summary>What serves a session once the swaps are made.</summary>
    public IReadOnlyList<ResourceId> Applied(IEnumerable<ResourceId> resources) =>
        [.. resources.Where(id => !Swaps.Any(swap => swap.From == id)), .. Swaps.Select(swap => swap.To).OfType<ResourceId>()];
}

/// <summary>Finds other places and times for a session: at its own time elsewhere, else the same day, else the nearest day on which everybody and everything is free.</summary>
public static class Refitting
{
    /// <summary>How many days before and after are looked at.</summary>
    public const int DaysEitherSide = 21;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);

    /// <summary>Best first, one a day; fewer when fewer are to be had.</summary>
    /// <param name="centre">Without the session itself.</param>
    public static IReadOnlyList<Refit> Options(SessionToRefit session, CentreFacilities centre, int most) =>
        [.. Days(session, centre.Calendar).Select(day => Starts(session, day, centre.Calendar).Select(start => At(session, new(start, start + session.Session.During.Length), centre).Fit).FirstOrDefault(fit => fit is not null)).OfType<Refit>().Take(most)];

    /// <summary>The session at one time: with what serves it as far as that is free, and with the best of the others in place of what is not.</summary>
    /// <returns>How it fits, or null and every reason why not.</returns>
    public static (Refit? Fit, IReadOnlyList<string> WhyNot) At(SessionToRefit session, TimeSlot during, CentreFacilities centre)
    {
        var calendar = centre.Calendar;
        var day = calendar.Time.DayOf(during.Start);
        if (calendar.WhyShut(day) is { } shut) return (null, [$"The centre is shut on {CohortErrors.Day(day)}: {shut}."]);
        if (!calendar.IsOpenFor(during)) return (null, [$"The centre is open from {CohortErrors.Time(calendar.Opens)} to {CohortErrors.Time(calendar.Closes)}."]);
        if (during.Start < session.After || during.End > session.Before) return (null, ["It would not be in order with the cohort's other sessions."]);
        var busy = session.TraineesBusy.Count(during.Overlaps);
        if (busy > 0) return (null, [CohortErrors.Busy(busy)]);

        var laid = session.Session with { During = during, Day = day };
        var swaps = new List<ResourceSwap>();
        var serving = new List<ResourceId>();
        foreach (var id in session.Resources)
        {
            if (Alternatives(session, laid, id, centre) is not { } choice) continue;
            if (choice.KeepsIt)
            {
                serving.Add(id);
                continue;
            }
            if (choice.Others.FirstOrDefault(other => !serving.Contains(other) && !session.Resources.Contains(other)) is { Value: var found } other && found != Guid.Empty)
            {
                swaps.Add(new(id, other));
                serving.Add(other);
            }
        }
        // What found no other, or found too small a one, is said here.
        var faults = Proposing.Faults(
            session.Course, laid, session.Trainees, Of(centre.Bays.Select(bay => bay.Id)), Of(centre.Instructors.Select(each => each.Id)), Of(centre.Kit.Select(item => item.Id)), centre, [.. session.Resources]);
        return faults.Count == 0 && serving.Count == session.Resources.Count ? (new(during, swaps), []) : (null, faults.Count > 0 ? faults : ["Not everything that serves it is to be had then."]);

        List<ResourceId> Of(IEnumerable<ResourceId> all) => [.. serving.Where(all.ToHashSet().Contains)];
    }

    private sealed record Choice(bool KeepsIt, IEnumerable<ResourceId> Others);

    private static Choice? Alternatives(SessionToRefit session, LaidSession laid, ResourceId id, CentreFacilities centre)
    {
        if (centre.Bays.FirstOrDefault(each => each.Id == id) is { } bay)
            return new(centre.WhyNot(bay, laid.During) is null, centre.Bays
                .Where(each => each.BayKind == bay.BayKind && each.Id != id && centre.WhyNot(each, laid.During) is null)
                // As large as it was if possible, and no larger than needed.
                .OrderBy(each => each.Capacity < bay.Capacity).ThenBy(each => IsFar(each.Id)).ThenBy(each => each.Capacity).ThenBy(each => each.Code, StringComparer.Ordinal).Select(each => each.Id));
        if (centre.Instructors.FirstOrDefault(each => each.Id == id) is { } instructor)
            return new(WhyNot(instructor) is null, centre.Instructors.Where(each => each.Id != id && WhyNot(each) is null)
                .OrderBy(each => IsFar(each.Id)).ThenBy(each => centre.LoadOf(each, laid.Day).Share).ThenBy(each => each.Name, StringComparer.Ordinal).Select(each => each.Id));
        if (centre.Kit.FirstOrDefault(each => each.Id == id) is { } item)
            return new(centre.WhyNot(item, laid.During) is null, centre.Kit.Where(each => each.KitType == item.KitType && each.Id != id && centre.WhyNot(each, laid.During) is null)
                .OrderBy(each => each.SerialNumber, StringComparer.Ordinal).Select(each => each.Id));
        return null;

        bool IsFar(ResourceId other) => session.Near?.Contains(other) != true;

        string? WhyNot(Instructor each) => centre.WhyNot(each, session.Course.InstructorQualifications, session.Session.Pattern.BayKind, laid.During);
    }

    /// <summary>Its own day, then those around it, later before earlier.</summary>
    private static IEnumerable<DateOnly> Days(SessionToRefit session, WorkingCalendar calendar)
    {
        var (own, first) = (session.Session.Day, calendar.Time.DayOf(session.After));
        var last = session.Before is { } before ? calendar.Time.DayOf(before) : own.AddDays(DaysEitherSide);
        return Enumerable.Range(0, (2 * DaysEitherSide) + 1).Select(number => own.AddDays(number % 2 == 1 ? (number + 1) / 2 : -number / 2)).Where(day => day >= first && day <= last && calendar.IsWorkingDay(day));
    }

    /// <summary>Its own time of day, then those around it.</summary>
    private static IEnumerable<DateTimeOffset> Starts(SessionToRefit session, DateOnly day, WorkingCalendar calendar)
    {
        var usual = calendar.Time.At(day, calendar.Time.TimeOf(session.Session.During.Start));
        var (opens, closes) = (calendar.Time.At(day, calendar.Opens), calendar.Time.At(day, calendar.Closes));
        var others = new List<DateTimeOffset>();
        for (var start = opens; start + session.Session.During.Length <= closes; start += Step) others.Add(start);
        return others.Where(start => start != usual).OrderBy(start => (start - usual).Duration()).Prepend(usual);
    }
}
