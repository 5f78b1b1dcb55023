using System.Runtime.InteropServices;
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

/// <summary>What speaks against using something, in a sentence that is made only when somebody reads it.</summary>
public sealed class Obstacle(Func<string> says)
{
    public override string ToString() => says();
}

/// <summary>Everything of the centre that a session may need, what is already taken of it, and the one place that says what speaks against using it.</summary>
public sealed class CentreFacilities
{
    private readonly IReadOnlyDictionary<string, BayKind> _kinds;
    private readonly IReadOnlyDictionary<ResourceId, (ResourceKind Kind, object Is)> _byId;
    private readonly TimeTaken _taken;
    private readonly IReadOnlyList<Taken> _added;

    public CentreFacilities(WorkingCalendar calendar, IReadOnlyList<Bay> bays, IReadOnlyList<Instructor> instructors, IReadOnlyList<KitItem> kit, IEnumerable<Taken> taken, IEnumerable<BayKind>? kinds = null)
        : this(
            calendar, (kinds ?? []).ToDictionary(kind => kind.Slug), [.. bays.OrderBy(bay => bay.Code)], [.. instructors.OrderBy(instructor => instructor.Name)], [.. kit.OrderBy(item => item.SerialNumber, StringComparer.Ordinal)],
            bays.Select(bay => (bay.Id, (ResourceKind.Bay, (object)bay))).Concat(instructors.Select(each => (each.Id, (ResourceKind.Instructor, (object)each)))).Concat(kit.Select(item => (item.Id, (ResourceKind.Kit, (object)item)))).ToDictionary(),
            new([.. taken], calendar.Time), [])
    {
    }

    private CentreFacilities(
        WorkingCalendar calendar, IReadOnlyDictionary<string, BayKind> kinds, IReadOnlyList<Bay> bays, IReadOnlyList<Instructor> instructors, IReadOnlyList<KitItem> kit,
        IReadOnlyDictionary<ResourceId, (ResourceKind, object)> byId, TimeTaken taken, IReadOnlyList<Taken> added) =>
        (Calendar, _kinds, Bays, Instructors, Kit, _byId, _taken, _added) = (calendar, kinds, bays, instructors, kit, byId, taken, added);

    public WorkingCalendar Calendar { get; }

    /// <summary>By their codes.</summary>
    public IReadOnlyList<Bay> Bays { get; }

    /// <summary>By their names.</summary>
    public IReadOnlyList<Instructor> Instructors { get; }

    /// <summary>By their serial numbers.</summary>
    public IReadOnlyList<KitItem> Kit { get; }

    /// <summary>The same centre with only some of its instructors to choose from.</summary>
    public CentreFacilities With(IReadOnlyList<Instructor> some) => new(Calendar, _kinds, Bays, some, Kit, _byId, _taken, _added);

    /// <summary>The same centre with more of it taken.</summary>
    public CentreFacilities With(IEnumerable<Taken> more) => new(Calendar, _kinds, Bays, Instructors, Kit, _byId, _taken, [.. _added, .. more]);

    /// <summary>The same centre as a cohort sees it when sessions are planned anew: those are gone, and what is left of the cohort does not stand in its own way.</summary>
    public CentreFacilities Replanning(CohortId cohort, IReadOnlySet<SessionId> moving) => new(
        Calendar, _kinds, Bays, Instructors, Kit, _byId,
        new([.. _taken.All.Where(taken => taken.Session is not { } session || !moving.Contains(session)).Select(taken => taken.Cohort == cohort ? taken with { IsOwn = true } : taken)], Calendar.Time), _added);

    /// <summary>Whether the centre has such a kind of bay.</summary>
    public bool HasKind(string bayKind) => _kinds.ContainsKey(bayKind);

    /// <summary>What stands in the way of using a resource during a slot; null when nothing does.</summary>
    public Taken? Clash(ResourceId resource, TimeSlot during)
    {
        foreach (var taken in _taken.Of(resource))
        {
            if (taken.During.Start >= during.End) break;
            if (!taken.IsOwn && taken.During.Overlaps(during)) return taken;
        }
        foreach (var taken in _added)
            if (taken.Resource == resource && !taken.IsOwn && taken.During.Overlaps(during)) return taken;
        return null;
    }

    /// <summary>Everything a resource is taken for, with the time around it.</summary>
    public IEnumerable<Taken> TakenOf(ResourceId resource) => _taken.Of(resource).Concat(_added.Where(taken => taken.Resource == resource));

    /// <summary>The time that one of the things serving a session in a bay of a kind asks for around it.</summary>
    public Buffer Around(ResourceId resource, string bayKind) => KindOf(resource) switch
    {
        ResourceKind.Bay => Around(BayOf(resource)),
        ResourceKind.Instructor => AroundInstructor(bayKind),
        _ => Buffer.None,
    };

    /// <summary>Whether it is one of this centre's bays, instructors or kit items.</summary>
    public bool Exists(ResourceId resource) => _byId.ContainsKey(resource);

    /// <summary>What a resource is; whatever is no bay and no instructor of this centre is taken for kit.</summary>
    public ResourceKind KindOf(ResourceId resource) => _byId.TryGetValue(resource, out var found) ? found.Kind : ResourceKind.Kit;

    /// <exception cref="KeyNotFoundException">There is no such bay.</exception>
    public Bay BayOf(ResourceId bay) => (Bay)_byId[bay].Is;

    /// <summary>How people call it, such as <c>Splice bench 1</c>.</summary>
    public string NameOf(ResourceId resource) => _byId.GetValueOrDefault(resource).Is switch { Bay bay => bay.Name, Instructor instructor => instructor.Name, KitItem item => item.Name, _ => "Something that is no longer there" };

    /// <summary>The time that a bay asks for around a session.</summary>
    public Buffer Around(Bay bay) => AroundBay(bay.BayKind);

    /// <summary>The time that each bay of a kind asks for around a session.</summary>
    public Buffer AroundBay(string bayKind) => _kinds.TryGetValue(bayKind, out var kind) ? kind.AroundBay : Buffer.None;

    /// <summary>The time that an instructor asks for around a session in a bay of a kind.</summary>
    public Buffer AroundInstructor(string bayKind) => _kinds.TryGetValue(bayKind, out var kind) ? kind.AroundInstructor : Buffer.None;

    /// <summary>What speaks against a bay for a session, in a sentence; null when nothing does.</summary>
    public string? WhyNot(Bay bay, TimeSlot session) => Against(bay, Calendar.Time.Read(session))?.ToString();

    /// <summary>What speaks against an instructor for a session, in a sentence; null when nothing does.</summary>
    /// <param name="qualifications">All of which they must hold on its day.</param>
    public string? WhyNot(Instructor instructor, IReadOnlyList<string> qualifications, string bayKind, TimeSlot session) => Against(instructor, qualifications, bayKind, Calendar.Time.Read(session))?.ToString();

    /// <summary>What speaks against a kit item for a session, in a sentence; null when nothing does.</summary>
    public string? WhyNot(KitItem item, TimeSlot session) => Against(item, Calendar.Time.Read(session))?.ToString();

    internal Obstacle? Against(Bay bay, ClockedSlot session)
    {
        if (!bay.IsThereOn(session.Day)) return new(() => $"{bay.Name} is out of use from {CohortErrors.Day(bay.RetiredOn!.Value)}.");
        return Clash(bay.Id, Around(bay).Around(session.Slot)) is { } clash ? new(() => Says(bay.Name, clash, clash.During.Overlaps(session.Slot) ? "" : ", too close for clearing away and setting up")) : null;
    }

    internal Obstacle? Against(Instructor instructor, IReadOnlyList<string> qualifications, string bayKind, ClockedSlot session)
    {
        var (slot, day) = (session.Slot, session.Day);
        if (!instructor.IsHereOn(day)) return new(() => $"{instructor.Name} has left from {CohortErrors.Day(instructor.LeftOn!.Value)}.");
        if (instructor.Lacks(qualifications, day) is { } missing) return new(() => $"{instructor.Name} does not hold {missing} on {CohortErrors.Day(day)}.");
        if (!instructor.WorksDuring(session)) return new(() => $"{instructor.Name} does not work on {CohortErrors.Day(day)} from {CohortErrors.Time(session.Starts)} to {CohortErrors.Time(session.Ends)}.");
        if (Clash(instructor.Id, AroundInstructor(bayKind).Around(slot)) is { } clash) return new(() => Says(instructor.Name, clash, clash.During.Overlaps(slot) ? "" : ", too close for the way there"));
        if (instructor.MaxMinutesDay is { } mostDay && MinutesOnDay(instructor, day) + slot.Length.TotalMinutes > mostDay) return new(() => $"{instructor.Name} would teach more than {Hours(mostDay)} on {CohortErrors.Day(day)}.");
        if (instructor.MaxMinutesWeek is { } mostWeek && MinutesInWeek(instructor, day) + slot.Length.TotalMinutes > mostWeek) return new(() => $"{instructor.Name} would teach more than {Hours(mostWeek)} in the week of {CohortErrors.Day(Monday(day))}.");
        return null;
    }

    internal Obstacle? Against(KitItem item, ClockedSlot session) =>
        item.Lacks(session.Day) is { } lacks ? new(() => $"{item.Name} is {lacks} on {CohortErrors.Day(session.Day)}.")
        : Clash(item.Id, session.Slot) is { } clash ? new(() => Says(item.Name, clash, ""))
        : null;

    /// <summary>What an instructor teaches in the week, Monday to Sunday, of a day; correct where that whole week was read.</summary>
    public Load LoadOf(Instructor instructor, DateOnly day) => new((int)MinutesInWeek(instructor, day), instructor.MinutesAWeek(Calendar));

    public static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private double MinutesOnDay(Instructor instructor, DateOnly day) => _taken.MinutesOnDay(instructor.Id, day) + Added(instructor, each => each == day);

    private double MinutesInWeek(Instructor instructor, DateOnly day) => _taken.MinutesInWeek(instructor.Id, Monday(day)) + Added(instructor, each => Monday(each) == Monday(day));

    private double Added(Instructor instructor, Func<DateOnly, bool> counts)
    {
        double minutes = 0;
        foreach (var taken in _added)
            if (taken.Resource == instructor.Id && taken.Work is { } work && counts(Calendar.Time.DayOf(work.Start))) minutes += work.Length.TotalMinutes;
        return minutes;
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

    /// <summary>What is taken, found by resource, and what each instructor teaches a day and a week; put in order at the first question.</summary>
    private sealed class TimeTaken(IReadOnlyList<Taken> all, CentreTime time)
    {
        private readonly Lazy<Dictionary<ResourceId, List<Taken>>> _byResource = new(() => ByResource(all));
        private readonly Lazy<Dictionary<(ResourceId, DateOnly), double>> _days = new(() => Minutes(all, time, day => day)), _weeks = new(() => Minutes(all, time, Monday));

        public IReadOnlyList<Taken> All => all;

        /// <summary>In order of time.</summary>
        public List<Taken> Of(ResourceId resource) => _byResource.Value.GetValueOrDefault(resource) ?? [];

        public double MinutesOnDay(ResourceId instructor, DateOnly day) => _days.Value.GetValueOrDefault((instructor, day));

        public double MinutesInWeek(ResourceId instructor, DateOnly monday) => _weeks.Value.GetValueOrDefault((instructor, monday));

        private static Dictionary<ResourceId, List<Taken>> ByResource(IReadOnlyList<Taken> all)
        {
            var found = all.GroupBy(taken => taken.Resource).ToDictionary(group => group.Key, group => group.ToList());
            foreach (var one in found.Values) one.Sort((a, b) => a.During.Start.CompareTo(b.During.Start));
            return found;
        }

        private static Dictionary<(ResourceId, DateOnly), double> Minutes(IReadOnlyList<Taken> all, CentreTime time, Func<DateOnly, DateOnly> span)
        {
            var minutes = new Dictionary<(ResourceId, DateOnly), double>();
            foreach (var taken in all)
                if (taken.Work is { } work) CollectionsMarshal.GetValueRefOrAddDefault(minutes, (taken.Resource, span(time.DayOf(work.Start))), out _) += work.Length.TotalMinutes;
            return minutes;
        }
    }
}
