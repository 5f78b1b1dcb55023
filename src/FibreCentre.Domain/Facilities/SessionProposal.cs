using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>What a resource is taken for, and when.</summary>
/// <param name="Why">In words, such as <c>FTC-210-261207-A</c> or <c>leave</c>.</param>
public sealed record Taken(ResourceId Resource, TimeSlot During, string Why, SessionId? Session = null);

/// <summary>Everything of the centre that a session may need, and what is already taken of it.</summary>
public sealed class CentreFacilities(
    WorkingCalendar calendar, IReadOnlyList<Bay> bays, IReadOnlyList<Instructor> instructors, IReadOnlyList<KitItem> kit, IEnumerable<Taken> taken)
{
    private readonly List<Taken> _all = [.. taken];
    private ILookup<ResourceId, Taken>? _byResource;

    public WorkingCalendar Calendar => calendar;

    public IReadOnlyList<Bay> Bays => bays;

    public IReadOnlyList<Instructor> Instructors => instructors;

    public IReadOnlyList<KitItem> Kit => kit;

    /// <summary>What stands in the way of using a resource during a slot; null when nothing does.</summary>
    public Taken? Clash(ResourceId resource, TimeSlot during) =>
        (_byResource ??= _all.ToLookup(each => each.Resource))[resource].FirstOrDefault(each => each.During.Overlaps(during));

    /// <summary>The same centre with only some of its instructors to choose from.</summary>
    public CentreFacilities With(IReadOnlyList<Instructor> some) => new(calendar, bays, some, kit, _all);

    /// <summary>The same centre as if one session were not there: what a move of that session may use.</summary>
    public CentreFacilities Without(SessionId session) => new(calendar, bays, instructors, kit, _all.Where(each => each.Session != session));
}

/// <summary>One bay, instructor or kit item as a choice for a session.</summary>
/// <param name="WhyNot">Why it cannot be chosen; null when it can.</param>
public sealed record Candidate(ResourceId Id, string Name, string? WhyNot)
{
    public bool IsFree => WhyNot is null;
}

/// <summary>What is proposed for one session: the candidates of each kind, what was picked of them, and what is short.</summary>
public sealed record SessionProposal(
    LaidSession Session,
    int BaysNeeded, IReadOnlyList<Candidate> Bays, IReadOnlyList<ResourceId> ProposedBays,
    int InstructorsNeeded, IReadOnlyList<Candidate> Instructors, IReadOnlyList<ResourceId> ProposedInstructors,
    IReadOnlyList<ResourceId> ProposedKit, IReadOnlyList<string> Shortfalls)
{
    public IEnumerable<ResourceId> Resources => [.. ProposedBays, .. ProposedInstructors, .. ProposedKit];
}

/// <summary>Finds free and suitable bays, instructors and kit for the sessions of a cohort, each checked for its own day.</summary>
public static class Proposing
{
    /// <summary>Prefers the bays and instructors that serve the most sessions, so that a cohort keeps its room and its teacher.</summary>
    /// <param name="placements">Chosen already, by session number; what is not chosen is proposed.</param>
    public static IReadOnlyList<SessionProposal> For(CourseSpec course, IReadOnlyList<LaidSession> sessions, int trainees, CentreFacilities centre)
    {
        var proposals = new List<SessionProposal>();
        var usedSoFar = new Dictionary<ResourceId, int>();
        foreach (var session in sessions)
        {
            var bays = BayCandidates(session, centre);
            var instructors = InstructorCandidates(course, session, centre);
            var shortfalls = new List<string>();
            var baysNeeded = BaysFor(session.Pattern, trainees, centre, bays);
            var chosenBays = PickBays(bays, baysNeeded, trainees, centre, usedSoFar);
            var chosenInstructors = Pick(instructors, session.Pattern.InstructorsFor(trainees), usedSoFar);
            if (chosenBays.Count < baysNeeded)
                shortfalls.Add($"{When(session, centre)}: {Count(baysNeeded, session.Pattern.BayKind)} needed, {chosenBays.Count} free. {Reasons(bays)}");
            if (chosenInstructors.Count < session.Pattern.InstructorsFor(trainees))
                shortfalls.Add($"{When(session, centre)}: {Count(session.Pattern.InstructorsFor(trainees), "instructor")} needed, {chosenInstructors.Count} qualified and free. {Reasons(instructors)}");
            var kit = PickKit(session, trainees, centre, shortfalls);
            foreach (var used in chosenBays.Concat(chosenInstructors)) usedSoFar[used] = usedSoFar.GetValueOrDefault(used) + 1;
            proposals.Add(new(session, baysNeeded, bays, chosenBays,
                session.Pattern.InstructorsFor(trainees), instructors, chosenInstructors, kit, shortfalls));
        }
        return proposals;
    }

    /// <summary>Every fault of a coordinator's own choice for one session, in words; empty when it stands.</summary>
    public static IReadOnlyList<string> Faults(
        CourseSpec course, LaidSession session, int trainees, IReadOnlyList<ResourceId> bays, IReadOnlyList<ResourceId> instructors, IReadOnlyList<ResourceId> kit, CentreFacilities centre)
    {
        var faults = new List<string>();
        var when = When(session, centre);
        faults.AddRange(Choice(bays, BayCandidates(session, centre), session.Pattern.BaysFor(trainees), session.Pattern.BayKind, when));
        faults.AddRange(Choice(instructors, InstructorCandidates(course, session, centre), session.Pattern.InstructorsFor(trainees), "instructor", when));
        faults.AddRange(KitFaults(session, trainees, kit, centre, when));
        var seats = bays.Sum(id => centre.Bays.FirstOrDefault(bay => bay.Id == id)?.Capacity ?? 0);
        if (bays.Count > 0 && seats < trainees) faults.Add($"{when}: the bays chosen hold {seats}, the cohort has {trainees}.");
        return faults;
    }

    private static List<Candidate> BayCandidates(LaidSession session, CentreFacilities centre) =>
        [.. centre.Bays.Where(bay => bay.BayKind == session.Pattern.BayKind).OrderBy(bay => bay.Code)
            .Select(bay => new Candidate(bay.Id, bay.Name, centre.Clash(bay.Id, session.During) is { } clash ? Says(bay.Name, clash, centre) : null))];

    private static List<Candidate> InstructorCandidates(CourseSpec course, LaidSession session, CentreFacilities centre) =>
        [.. centre.Instructors.OrderBy(instructor => instructor.Name)
            .Select(instructor => new Candidate(instructor.Id, instructor.Name,
                instructor.Lacks(course.InstructorQualifications, session.Day) is { } missing ? $"{instructor.Name} does not hold {missing} on {CohortErrors.Day(session.Day)}."
                : centre.Clash(instructor.Id, session.During) is { } clash ? Says(instructor.Name, clash, centre)
                : null))];

    /// <summary>As many as the ratio asks for, or more where the bays are small.</summary>
    private static int BaysFor(SessionPattern pattern, int trainees, CentreFacilities centre, List<Candidate> candidates)
    {
        var sizes = candidates.Where(each => each.IsFree).Select(each => centre.Bays.First(bay => bay.Id == each.Id).Capacity).OrderDescending().ToList();
        var needed = pattern.BaysFor(trainees);
        var seats = 0;
        for (var bays = 1; bays <= sizes.Count; bays++)
            if ((seats += sizes[bays - 1]) >= trainees) return Math.Max(needed, bays);
        return Math.Max(needed, sizes.Count + (seats < trainees ? 1 : 0));
    }

    private static List<ResourceId> Pick(List<Candidate> candidates, int count, Dictionary<ResourceId, int> usedSoFar) =>
        [.. candidates.Where(each => each.IsFree).OrderByDescending(each => usedSoFar.GetValueOrDefault(each.Id)).Take(count).Select(each => each.Id)];

    /// <summary>The bays the cohort uses already come first, each as far as everybody still finds a seat with it.</summary>
    private static List<ResourceId> PickBays(List<Candidate> candidates, int count, int trainees, CentreFacilities centre, Dictionary<ResourceId, int> usedSoFar)
    {
        var free = Pick(candidates, candidates.Count, usedSoFar).ConvertAll(id => centre.Bays.First(bay => bay.Id == id));
        var canSeatAll = Seats([], free) >= trainees;
        var picked = new List<Bay>();
        foreach (var bay in free)
            if (picked.Count < count && (!canSeatAll || Seats([.. picked, bay], free) >= trainees)) picked.Add(bay);
        return picked.ConvertAll(bay => bay.Id);

        // With the largest of the others.
        int Seats(List<Bay> with, List<Bay> all) => with.Concat(all.Except(with).OrderByDescending(bay => bay.Capacity)).Take(count).Sum(bay => bay.Capacity);
    }

    private static List<ResourceId> PickKit(LaidSession session, int trainees, CentreFacilities centre, List<string> shortfalls)
    {
        var picked = new List<ResourceId>();
        foreach (var need in session.Pattern.Kit)
        {
            var asked = session.Pattern.ItemsFor(need, trainees);
            var free = centre.Kit.Where(item => item.KitType == need.KitType && item.IsUsableOn(session.Day) && centre.Clash(item.Id, session.During) is null)
                .OrderBy(item => item.SerialNumber, StringComparer.Ordinal).Take(asked).ToList();
            if (free.Count < asked) shortfalls.Add($"{When(session, centre)}: {Count(asked, need.KitType)} needed, {free.Count} in calibration and free.");
            picked.AddRange(free.Select(item => item.Id));
        }
        return picked;
    }

    private static IEnumerable<string> Choice(IReadOnlyList<ResourceId> chosen, List<Candidate> candidates, int needed, string what, string when)
    {
        if (chosen.Distinct().Count() < needed) yield return $"{when}: choose {Count(needed, what)}; {chosen.Distinct().Count()} chosen.";
        foreach (var id in chosen)
        {
            if (candidates.Find(each => each.Id == id) is not { } candidate) yield return $"{when}: one of the choices is not a {Words(what)}.";
            else if (candidate.WhyNot is { } why) yield return why;
        }
    }

    private static IEnumerable<string> KitFaults(LaidSession session, int trainees, IReadOnlyList<ResourceId> chosen, CentreFacilities centre, string when)
    {
        var items = centre.Kit.Where(item => chosen.Contains(item.Id)).ToList();
        foreach (var need in session.Pattern.Kit)
        {
            var asked = session.Pattern.ItemsFor(need, trainees);
            var have = items.Count(item => item.KitType == need.KitType);
            if (have < asked) yield return $"{when}: choose {Count(asked, need.KitType)}; {have} chosen.";
        }
        foreach (var item in items)
        {
            if (!item.IsUsableOn(session.Day)) yield return $"{Words(item.KitType)} {item.SerialNumber} is out of calibration on {CohortErrors.Day(session.Day)}.";
            else if (centre.Clash(item.Id, session.During) is { } clash) yield return Says($"{Words(item.KitType)} {item.SerialNumber}", clash, centre);
        }
    }

    private static string Says(string name, Taken clash, CentreFacilities centre)
    {
        var time = centre.Calendar.Time;
        return $"{name} is taken on {CohortErrors.Day(time.DayOf(clash.During.Start))} from {CohortErrors.Time(time.TimeOf(clash.During.Start))} to {CohortErrors.Time(time.TimeOf(clash.During.End))} by {clash.Why}.";
    }

    private static string When(LaidSession session, CentreFacilities centre) =>
        $"{session.Pattern.Title}, {CohortErrors.Day(session.Day)} {CohortErrors.Time(centre.Calendar.Time.TimeOf(session.During.Start))}";

    private static string Reasons(List<Candidate> candidates) => string.Join(" ", candidates.Where(each => !each.IsFree).Select(each => each.WhyNot).Take(3));

    private static string Count(int count, string what) => $"{count} {Words(what)}{(count == 1 || what.EndsWith('s') ? "" : what.EndsWith("ch", StringComparison.Ordinal) ? "es" : "s")}";

    private static string Words(string slug) => slug.Replace('-', ' ');
}
