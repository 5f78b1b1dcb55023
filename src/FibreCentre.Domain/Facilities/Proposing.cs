using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>One bay, instructor or kit item as a choice for a session.</summary>
/// <param name="Against">What speaks against it; null when nothing does.</param>
/// <param name="Load">Of an instructor: what they teach that week.</param>
public sealed record Candidate(ResourceId Id, string Name, Obstacle? Against, Load? Load = null)
{
    public bool IsFree => Against is null;

    /// <summary>Why it cannot be chosen; null when it can.</summary>
    public string? WhyNot => Against?.ToString();
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

/// <summary>What a session takes besides what serves it when more trainees come.</summary>
public sealed record SessionGrowth(LaidSession Session, IReadOnlyList<ResourceId> More, IReadOnlyList<string> Shortfalls);

/// <summary>Finds free and suitable bays, instructors and kit for the sessions of a cohort, each checked for its own day.</summary>
public static class Proposing
{
    /// <summary>Prefers the bays and instructors that serve the most sessions, so that a cohort keeps its room and its teacher; among others, instructors furthest below their hours.</summary>
    public static IReadOnlyList<SessionProposal> For(CourseSpec course, IReadOnlyList<LaidSession> sessions, int trainees, CentreFacilities centre)
    {
        var proposals = new List<SessionProposal>();
        var usedSoFar = new Dictionary<ResourceId, int>();
        foreach (var session in sessions)
        {
            var proposal = One(course.InstructorQualifications, session, trainees, centre, usedSoFar);
            foreach (var used in proposal.ProposedBays.Concat(proposal.ProposedInstructors)) usedSoFar[used] = usedSoFar.GetValueOrDefault(used) + 1;
            centre = centre.With(proposal.ProposedInstructors.Select(id => new Taken(id, session.During, "", Work: session.During, IsOwn: true)));
            proposals.Add(proposal);
        }
        return proposals;
    }

    /// <summary>The same for a single session of any kind.</summary>
    /// <param name="instructorsWanted">Instead of what the pattern's ratio asks for; 0 looks for none.</param>
    public static SessionProposal One(
        IReadOnlyList<string> qualifications, LaidSession session, int trainees, CentreFacilities centre, IReadOnlyDictionary<ResourceId, int>? usedSoFar = null, int? instructorsWanted = null)
    {
        usedSoFar ??= new Dictionary<ResourceId, int>();
        var bays = BayCandidates(session, centre);
        var instructors = instructorsWanted == 0 ? [] : InstructorCandidates(qualifications, session, centre);
        var shortfalls = new List<string>();
        var (baysNeeded, instructorsNeeded) = (BaysFor(session.Pattern, trainees, centre, bays), instructorsWanted ?? session.Pattern.InstructorsFor(trainees));
        var chosenBays = PickBays(bays, baysNeeded, trainees, centre, usedSoFar);
        var chosenInstructors = Pick(instructors, instructorsNeeded, usedSoFar);
        if (chosenBays.Count < baysNeeded) shortfalls.Add($"{When(session, centre)}: {Count(baysNeeded, session.Pattern.BayKind)} needed, {chosenBays.Count} free. {Reasons(bays)}");
        if (chosenInstructors.Count < instructorsNeeded)
            shortfalls.Add($"{When(session, centre)}: {Count(instructorsNeeded, "instructor")} needed, {chosenInstructors.Count} qualified and free. {Reasons(instructors)}");
        var kit = PickKit(session, trainees, centre, shortfalls);
        return new(session, baysNeeded, bays, chosenBays, instructorsNeeded, instructors, chosenInstructors, kit, shortfalls);
    }

    /// <summary>What a cohort's sessions take besides what serves them when it has so many trainees, found as for a new cohort. What serves them stays.</summary>
    /// <param name="serving">By the number of the session.</param>
    /// <param name="centre">In which the cohort's own sessions do not stand in its way.</param>
    public static IReadOnlyList<SessionGrowth> Growing(CourseSpec course, IReadOnlyList<LaidSession> sessions, ILookup<int, ResourceId> serving, int trainees, CentreFacilities centre)
    {
        var growths = new List<SessionGrowth>();
        var usedSoFar = serving.SelectMany(ids => ids).GroupBy(id => id).ToDictionary(same => same.Key, same => same.Count());
        foreach (var session in sessions)
        {
            var (pattern, had, shortfalls) = (session.Pattern, serving[session.Number].ToList(), new List<string>());
            var bays = BayCandidates(session, centre).FindAll(each => !had.Contains(each.Id));
            var instructors = InstructorCandidates(course.InstructorQualifications, session, centre).FindAll(each => !had.Contains(each.Id));
            var (hadBays, hadInstructors) = (Had(ResourceKind.Bay), Had(ResourceKind.Instructor));
            var seatless = trainees - hadBays.Sum(id => centre.BayOf(id).Capacity);
            var (moreBays, moreInstructors) = (MoreBays(pattern.BaysFor(trainees) - hadBays.Count, seatless, centre, bays), Math.Max(0, pattern.InstructorsFor(trainees) - hadInstructors.Count));
            var chosenBays = PickBays(bays, moreBays, seatless, centre, usedSoFar);
            var chosenInstructors = Pick(instructors, moreInstructors, usedSoFar);
            if (chosenBays.Count < moreBays) shortfalls.Add($"{When(session, centre)}: {Count(hadBays.Count + moreBays, pattern.BayKind)} needed, {hadBays.Count} kept for it and {chosenBays.Count} more free. {Reasons(bays)}");
            if (chosenInstructors.Count < moreInstructors) shortfalls.Add($"{When(session, centre)}: {Count(hadInstructors.Count + moreInstructors, "instructor")} needed, {hadInstructors.Count} kept for it and {chosenInstructors.Count} more qualified and free. {Reasons(instructors)}");
            var kit = PickKit(session, trainees, centre, shortfalls, had);
            growths.Add(new(session, [.. chosenBays, .. chosenInstructors, .. kit], shortfalls));
            foreach (var used in chosenBays.Concat(chosenInstructors)) usedSoFar[used] = usedSoFar.GetValueOrDefault(used) + 1;
            centre = centre.With(chosenInstructors.Select(id => new Taken(id, session.During, "", Work: session.During, IsOwn: true)));

            List<ResourceId> Had(ResourceKind kind) => had.FindAll(id => centre.KindOf(id) == kind);
        }
        return growths;
    }

    /// <summary>Every fault of a coordinator's own choice for one session, in words; empty when it stands.</summary>
    /// <param name="had">What served the session until now: it need not become more than that. Null asks for all that the course does.</param>
    /// <param name="settled">What is kept for the session at this very time already, and is not asked about again.</param>
    public static IReadOnlyList<string> Faults(
        CourseSpec course, LaidSession session, int trainees, IReadOnlyList<ResourceId> bays, IReadOnlyList<ResourceId> instructors, IReadOnlyList<ResourceId> kit, CentreFacilities centre,
        IReadOnlyCollection<ResourceId>? had = null, IReadOnlyCollection<ResourceId>? settled = null)
    {
        var faults = new List<string>();
        var when = When(session, centre);
        var pattern = session.Pattern;
        faults.AddRange(Choice(bays, Unless(BayCandidates(session, centre)), Needed(pattern.BaysFor(trainees), centre.Bays.Select(each => each.Id)), pattern.BayKind, when));
        faults.AddRange(Choice(instructors, Unless(InstructorCandidates(course.InstructorQualifications, session, centre)), Needed(pattern.InstructorsFor(trainees), centre.Instructors.Select(each => each.Id)), "instructor", when));
        faults.AddRange(KitFaults(session, trainees, kit, centre, when, had, settled));
        var seats = bays.Distinct().Sum(id => SeatsOf(id));
        if (bays.Count > 0 && seats < trainees && (had is null || seats < had.Sum(SeatsOf))) faults.Add($"{when}: the bays chosen hold {seats}, the cohort has {trainees}.");
        return faults;

        List<Candidate> Unless(List<Candidate> candidates) => settled is null ? candidates : candidates.ConvertAll(each => settled.Contains(each.Id) ? each with { Against = null } : each);

        int Needed(int asked, IEnumerable<ResourceId> all) => had is null ? asked : Math.Min(asked, all.Count(had.Contains));

        int SeatsOf(ResourceId id) => centre.Bays.FirstOrDefault(bay => bay.Id == id)?.Capacity ?? 0;
    }

    /// <summary>Who could teach a session, those furthest below their hours first; whoever cannot comes last, with the reason.</summary>
    public static IReadOnlyList<Candidate> Substitutes(CourseSpec course, LaidSession session, CentreFacilities centre) =>
        [.. InstructorCandidates(course.InstructorQualifications, session, centre).OrderBy(each => !each.IsFree).ThenBy(each => each.Load?.Share ?? 0)];

    private static List<Candidate> BayCandidates(LaidSession session, CentreFacilities centre)
    {
        var during = centre.Calendar.Time.Read(session.During);
        return [.. centre.Bays.Where(bay => bay.BayKind == session.Pattern.BayKind).Select(bay => new Candidate(bay.Id, bay.Name, centre.Against(bay, during)))];
    }

    private static List<Candidate> InstructorCandidates(IReadOnlyList<string> qualifications, LaidSession session, CentreFacilities centre)
    {
        var during = centre.Calendar.Time.Read(session.During);
        return [.. centre.Instructors.Select(each => new Candidate(each.Id, each.Name, centre.Against(each, qualifications, session.Pattern.BayKind, during), centre.LoadOf(each, session.Day)))];
    }

    /// <summary>As many as the ratio asks for, or more where the bays are small.</summary>
    private static int BaysFor(SessionPattern pattern, int trainees, CentreFacilities centre, List<Candidate> candidates) => MoreBays(pattern.BaysFor(trainees), trainees, centre, candidates);

    /// <param name="trainees">Who have no seat yet.</param>
    private static int MoreBays(int needed, int trainees, CentreFacilities centre, List<Candidate> candidates)
    {
        if (trainees <= 0) return Math.Max(needed, 0);
        var sizes = candidates.Where(each => each.IsFree).Select(each => centre.BayOf(each.Id).Capacity).OrderDescending().ToList();
        var seats = 0;
        for (var bays = 1; bays <= sizes.Count; bays++)
            if ((seats += sizes[bays - 1]) >= trainees) return Math.Max(needed, bays);
        return Math.Max(needed, sizes.Count + (seats < trainees ? 1 : 0));
    }

    private static List<ResourceId> Pick(List<Candidate> candidates, int count, IReadOnlyDictionary<ResourceId, int> usedSoFar) =>
        [.. candidates.Where(each => each.IsFree).OrderByDescending(each => usedSoFar.GetValueOrDefault(each.Id)).ThenBy(each => each.Load?.Share ?? 0).Take(count).Select(each => each.Id)];

    /// <summary>The bays the cohort uses already come first, then the smallest, each as far as everybody still finds a seat with it.</summary>
    private static List<ResourceId> PickBays(List<Candidate> candidates, int count, int trainees, CentreFacilities centre, IReadOnlyDictionary<ResourceId, int> usedSoFar)
    {
        var free = candidates.Where(each => each.IsFree).Select(each => centre.BayOf(each.Id)).OrderByDescending(bay => usedSoFar.GetValueOrDefault(bay.Id)).ThenBy(bay => bay.Capacity).ToList();
        var bySize = free.OrderByDescending(bay => bay.Capacity).ToList();
        var canSeatAll = SeatsWithTheLargest([]) >= trainees;
        var picked = new List<Bay>();
        foreach (var bay in free)
        {
            if (picked.Count == count) break;
            if (!canSeatAll || SeatsWithTheLargest([.. picked, bay]) >= trainees) picked.Add(bay);
        }
        return picked.ConvertAll(bay => bay.Id);

        int SeatsWithTheLargest(List<Bay> with) => with.Concat(bySize.Where(bay => !with.Contains(bay))).Take(count).Sum(bay => bay.Capacity);
    }

    /// <param name="had">What of it serves the session already; null when nothing does.</param>
    private static List<ResourceId> PickKit(LaidSession session, int trainees, CentreFacilities centre, List<string> shortfalls, List<ResourceId>? had = null)
    {
        var picked = new List<ResourceId>();
        var during = centre.Calendar.Time.Read(session.During);
        foreach (var need in session.Pattern.Kit)
        {
            var asked = session.Pattern.ItemsFor(need, trainees);
            var kept = had is null ? 0 : centre.Kit.Count(item => item.KitType == need.KitType && had.Contains(item.Id));
            var free = centre.Kit.Where(item => item.KitType == need.KitType && had?.Contains(item.Id) != true && centre.Against(item, during) is null).Take(Math.Max(0, asked - kept)).ToList();
            if (kept + free.Count < asked) shortfalls.Add($"{When(session, centre)}: {Count(asked, need.KitType)} needed, {(had is null ? "" : $"{kept} kept for it and ")}{free.Count} {(had is null ? "" : "more ")}in calibration and free.");
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

    private static IEnumerable<string> KitFaults(LaidSession session, int trainees, IReadOnlyList<ResourceId> chosen, CentreFacilities centre, string when, IReadOnlyCollection<ResourceId>? had, IReadOnlyCollection<ResourceId>? settled)
    {
        var items = centre.Kit.Where(item => chosen.Contains(item.Id)).ToList();
        foreach (var need in session.Pattern.Kit)
        {
            var asked = session.Pattern.ItemsFor(need, trainees);
            if (had is not null) asked = Math.Min(asked, centre.Kit.Count(item => item.KitType == need.KitType && had.Contains(item.Id)));
            var have = items.Count(item => item.KitType == need.KitType);
            if (have < asked) yield return $"{when}: choose {Count(asked, need.KitType)}; {have} chosen.";
        }
        foreach (var item in items.Where(item => settled?.Contains(item.Id) != true))
            if (centre.WhyNot(item, session.During) is { } why) yield return why;
    }

    internal static string When(LaidSession session, CentreFacilities centre) =>
        $"{session.Pattern.Title}, {CohortErrors.Day(session.Day)} {CohortErrors.Time(centre.Calendar.Time.TimeOf(session.During.Start))}";

    private static string Reasons(List<Candidate> candidates) => string.Join(" ", candidates.Where(each => !each.IsFree).Select(each => each.WhyNot).Take(3));

    private static string Count(int count, string what) => $"{count} {Words(what)}{(count == 1 || what.EndsWith('s') ? "" : what.EndsWith("ch", StringComparison.Ordinal) ? "es" : "s")}";

    private static string Words(string slug) => slug.Replace('-', ' ');
}
