using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>What a resource is taken for, and when.</summary>
/// <param name="During">With the time around it.</param>
/// <param name="Why">In words, such as <c>FTC-210-261207-A</c> or <c>leave</c>.</param>
/// <param name="Work">Of an instructor: the session or practice itself, which counts towards their hours.</param>
/// <param name="IsOwn">Of the very cohort that is looked at, whose other sessions do not overlap and share the time around them: it only counts towards hours.</param>
public sealed record Taken(ResourceId Resource, TimeSlot During, string Why, SessionId? Session = null, CohortId? Cohort = null, TimeSlot? Work = null, bool IsOwn = false);

/// <summary>Minutes that an instructor teaches in one week, of those they could.</summary>
public readonly record struct Load(int Minutes, int OfMinutes)
{
    /// <summary>From 0; above 1 is too much.</summary>
    public double Share => OfMinutes == 0 ? (Minutes == 0 ? 0 : double.PositiveInfinity) : (double)Minutes / OfMinutes;
}

/// <summary>Everything of the centre that a session may need, what is already taken of it, and the one place that says what speaks against using it.</summary>
public sealed class CentreFacilities
{
    private readonly IReadOnlyDictionary<string, BayKind> _kinds;
    private readonly IReadOnlyList<Taken> _all;
    private readonly IReadOnlyList<Taken> _added;
    private Dictionary<ResourceId, Taken[]>? _byResource;

    public CentreFacilities(WorkingCalendar calendar, IReadOnlyList<Bay> bays, IReadOnlyList<Instructor> instructors, IReadOnlyList<KitItem> kit, IEnumerable<Taken> taken, IEnumerable<BayKind>? kinds = null)
        : this(calendar, (kinds ?? []).ToDictionary(kind => kind.Slug), bays, instructors, kit, [.. taken], [], null)
    {
    }

    private CentreFacilities(
        WorkingCalendar calendar, IReadOnlyDictionary<string, BayKind> kinds, IReadOnlyList<Bay> bays, IReadOnlyList<Instructor> instructors, IReadOnlyList<KitItem> kit, IReadOnlyList<Taken> all, IReadOnlyList<Taken> added,
        Dictionary<ResourceId, Taken[]>? byResource) =>
        (Calendar, _kinds, Bays, Instructors, Kit, _all, _added, _byResource) = (calendar, kinds, bays, instructors, kit, all, added, byResource);

    public WorkingCalendar Calendar { get; }

    public IReadOnlyList<Bay> Bays { get; }

    public IReadOnlyList<Instructor> Instructors { get; }

    public IReadOnlyList<KitItem> Kit { get; }

    /// <summary>The same centre with only some of its instructors to choose from.</summary>
    public CentreFacilities With(IReadOnlyList<Instructor> some) => new(Calendar, _kinds, Bays, some, Kit, _all, _added, _byResource);

    /// <summary>The same centre with more of it taken.</summary>
    public CentreFacilities With(IEnumerable<Taken> more) => new(Calendar, _kinds, Bays, Instructors, Kit, _all, [.. _added, .. more], _byResource);

    /// <summary>The same centre as a cohort sees it when sessions are planned anew: those are gone, and what is left of the cohort does not stand in its own way.</summary>
    public CentreFacilities Replanning(CohortId cohort, IReadOnlySet<SessionId> moving) => new(
        Calendar, _kinds, Bays, Instructors, Kit,
        [.. _all.Where(taken => taken.Session is not { } session || !moving.Contains(session)).Select(taken => taken.Cohort == cohort ? taken with { IsOwn = true } : taken)], _added, null);

    /// <summary>What stands in the way of using a resource during a slot; null when nothing does.</summary>
    public Taken? Clash(ResourceId resource, TimeSlot during)
    {
        if ((_byResource ??= Index()).TryGetValue(resource, out var known))
            foreach (var taken in known)
            {
                if (taken.During.Start >= during.End) break;
                if (!taken.IsOwn && taken.During.Overlaps(during)) return taken;
            }
        foreach (var taken in _added)
            if (taken.Resource == resource && !taken.IsOwn && taken.During.Overlaps(during)) return taken;
        return null;
    }

    /// <summary>The time that one of the things serving a session in a bay of a kind asks for around it.</summary>
    public Buffer Around(ResourceId resource, string bayKind) => KindOf(resource) switch
    {
        ResourceKind.Bay => Around(Bays.First(bay => bay.Id == resource)),
        ResourceKind.Instructor => AroundInstructor(bayKind),
        _ => Buffer.None,
    };

    /// <summary>Whether it is one of this centre's bays, instructors or kit items.</summary>
    public bool Exists(ResourceId resource) => Bays.Any(bay => bay.Id == resource) || Instructors.Any(instructor => instructor.Id == resource) || Kit.Any(item => item.Id == resource);

    /// <summary>What a resource is; whatever is no bay and no instructor of this centre is taken for kit.</summary>
    public ResourceKind KindOf(ResourceId resource) =>
        Bays.Any(bay => bay.Id == resource) ? ResourceKind.Bay : Instructors.Any(instructor => instructor.Id == resource) ? ResourceKind.Instructor : ResourceKind.Kit;

    /// <summary>How people call it, such as <c>Splice bench 1</c>.</summary>
    public string NameOf(ResourceId resource) =>
        Bays.FirstOrDefault(bay => bay.Id == resource)?.Name ?? Instructors.FirstOrDefault(instructor => instructor.Id == resource)?.Name
        ?? (Kit.FirstOrDefault(item => item.Id == resource) is { } item ? $"{item.KitType.Replace('-', ' ')} {item.SerialNumber}" : "Something that is no longer there");

    /// <summary>The time that a bay asks for around a session.</summary>
    public Buffer Around(Bay bay) => _kinds.TryGetValue(bay.BayKind, out var kind) ? kind.AroundBay : Buffer.None;

    /// <summary>The time that an instructor asks for around a session in a bay of a kind.</summary>
    public Buffer AroundInstructor(string bayKind) => _kinds.TryGetValue(bayKind, out var kind) ? kind.AroundInstructor : Buffer.None;

    /// <summary>What speaks against a bay for a session, in a sentence; null when nothing does.</summary>
    public string? WhyNot(Bay bay, TimeSlot session)
    {
        var day = Calendar.Time.DayOf(session.Start);
        return !bay.IsThereOn(day) ? $"{bay.Name} is out of use from {CohortErrors.Day(bay.RetiredOn!.Value)}."
            : Clash(bay.Id, Around(bay).Around(session)) is { } clash ? Says(bay.Name, clash, clash.During.Overlaps(session) ? "" : ", too close for clearing away and setting up")
            : null;
    }

    /// <summary>What speaks against an instructor for a session, in a sentence; null when nothing does.</summary>
    /// <param name="qualifications">All of which they must hold on its day.</param>
    public string? WhyNot(Instructor instructor, IEnumerable<string> qualifications, string bayKind, TimeSlot session)
    {
        var day = Calendar.Time.DayOf(session.Start);
        if (instructor.LeftOn is { } left && day >= left) return $"{instructor.Name} has left from {CohortErrors.Day(left)}.";
        if (instructor.Lacks(qualifications, day) is { } missing) return $"{instructor.Name} does not hold {missing} on {CohortErrors.Day(day)}.";
        if (!instructor.WorksDuring(session, Calendar.Time)) return $"{instructor.Name} does not work on {CohortErrors.Day(day)} from {Clock(session.Start)} to {Clock(session.End)}.";
        if (Clash(instructor.Id, AroundInstructor(bayKind).Around(session)) is { } clash) return Says(instructor.Name, clash, clash.During.Overlaps(session) ? "" : ", too close for the way there");
        if (instructor.MaxMinutesDay is { } mostDay && Minutes(instructor, day, day.AddDays(1)) + session.Length.TotalMinutes > mostDay) return $"{instructor.Name} would teach more than {Hours(mostDay)} on {CohortErrors.Day(day)}.";
        if (instructor.MaxMinutesWeek is { } mostWeek && Minutes(instructor, Monday(day), Monday(day).AddDays(7)) + session.Length.TotalMinutes > mostWeek) return $"{instructor.Name} would teach more than {Hours(mostWeek)} in the week of {CohortErrors.Day(Monday(day))}.";
        return null;
    }

    /// <summary>What speaks against a kit item for a session, in a sentence; null when nothing does.</summary>
    public string? WhyNot(KitItem item, TimeSlot session)
    {
        var day = Calendar.Time.DayOf(session.Start);
        var name = $"{item.KitType.Replace('-', ' ')} {item.SerialNumber}";
        return item.Lacks(day) is { } lacks ? $"{name} is {lacks} on {CohortErrors.Day(day)}."
            : Clash(item.Id, session) is { } clash ? Says(name, clash, "")
            : null;
    }

    /// <summary>What an instructor teaches in the week, Monday to Sunday, of a day; correct where that whole week was read.</summary>
    public Load LoadOf(Instructor instructor, DateOnly day) => new((int)Minutes(instructor, Monday(day), Monday(day).AddDays(7)), instructor.MinutesAWeek(Calendar));

    public static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private Dictionary<ResourceId, Taken[]> Index() => _all.GroupBy(taken => taken.Resource).ToDictionary(group => group.Key, group => group.OrderBy(taken => taken.During.Start).ToArray());

    private double Minutes(Instructor instructor, DateOnly from, DateOnly before)
    {
        var (start, end) = (Calendar.Time.At(from, TimeOnly.MinValue), Calendar.Time.At(before, TimeOnly.MinValue));
        var known = (_byResource ??= Index()).GetValueOrDefault(instructor.Id) ?? [];
        return known.Concat(_added.Where(taken => taken.Resource == instructor.Id)).Sum(taken => taken.Work is { } work && work.Start >= start && work.Start < end ? work.Length.TotalMinutes : 0);
    }

    private string Says(string name, Taken clash, string remark) =>
        $"{name} is taken on {CohortErrors.Day(Calendar.Time.DayOf(clash.During.Start))} from {Clock(clash.During.Start)} to {Until(clash.During)} by {clash.Why}{remark}.";

    private string Until(TimeSlot slot) =>
        Calendar.Time.DayOf(slot.Start) == Calendar.Time.DayOf(slot.End) ? Clock(slot.End)
        // A whole day ends at the midnight after it.
        : Calendar.Time.TimeOf(slot.End) == TimeOnly.MinValue ? $"the end of {CohortErrors.Day(Calendar.Time.DayOf(slot.End).AddDays(-1))}"
        : $"{Clock(slot.End)} on {CohortErrors.Day(Calendar.Time.DayOf(slot.End))}";

    private string Clock(DateTimeOffset instant) => CohortErrors.Time(Calendar.Time.TimeOf(instant));

    private static string Hours(int minutes) => minutes % 60 == 0 ? $"{minutes / 60} hours" : $"{minutes / 60} hours {minutes % 60} minutes";
}
