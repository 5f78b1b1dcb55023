namespace FibreCentre.Planning;

/// <summary>What is wrong with a problem.</summary>
/// <param name="Field">Which field, such as <c>sessions[3].needs[0].kind</c>.</param>
/// <param name="Message">One sentence.</param>
public sealed record ProblemFault(string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Message}";
}

/// <summary>A problem that cannot be planned as it is written.</summary>
public sealed class InvalidProblemException : ArgumentException
{
    internal InvalidProblemException(IReadOnlyList<ProblemFault> faults)
        : base(faults[0].ToString()) => Faults = faults;

    /// <summary>What is wrong; at least one, at most <see cref="ProblemCheck.MostFaults"/>.</summary>
    public IReadOnlyList<ProblemFault> Faults { get; }
}

/// <summary>Whether a problem is one: every number in range, every id known, no order in a circle.</summary>
public static class ProblemCheck
{
    /// <summary>How many faults are listed before the rest is left out.</summary>
    public const int MostFaults = 20;

    /// <summary>What is wrong with it, in the order of its fields; empty when it can be planned.</summary>
    public static IReadOnlyList<ProblemFault> Of(PlanningProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return [.. Faults(problem).Take(MostFaults)];
    }

    private static IEnumerable<ProblemFault> Faults(PlanningProblem problem)
    {
        if (Outside(problem.SlotsPerDay, 1, PlanningProblem.MostSlots)) yield return Range("slotsPerDay", 1, PlanningProblem.MostSlots);
        if (problem.Opening is null) yield return Missing("opening");
        if (problem.Resources is null) yield return Missing("resources");
        if (problem.Kit is null) yield return Missing("kit");
        if (problem.Groups is null) yield return Missing("groups");
        if (problem.Sessions is null) yield return Missing("sessions");
        if (problem is { Opening: null } or { Resources: null } or { Kit: null } or { Groups: null } or { Sessions: null }) yield break;
        if (Outside(problem.Opening.Count, 1, PlanningProblem.MostDays)) yield return Range("opening", 1, PlanningProblem.MostDays, "days");
        if (Outside(problem.UnplacedWeight, 0, PlanningProblem.Greatest)) yield return Range("unplacedWeight", 0, PlanningProblem.Greatest);
        for (var day = 0; day < problem.Opening.Count; day++)
            if (problem.Opening[day] is { } hours && (hours.From < 0 || hours.From >= hours.To || hours.To > problem.SlotsPerDay)) yield return new($"opening[{day}]", "From must be before to, and both inside the day.");
        foreach (var fault in Ids("resources", problem.Resources, x => x?.Id).Concat(Ids("kit", problem.Kit, x => x?.Id)).Concat(Ids("groups", problem.Groups, x => x?.Id)).Concat(Ids("sessions", problem.Sessions, x => x?.Id)))
        {
            yield return fault;
            if (fault.Message == NothingThere) yield break;
        }
        foreach (var fault in problem.Resources.SelectMany((x, i) => OfResource(problem, x, $"resources[{i}]"))) yield return fault;
        foreach (var fault in problem.Kit.SelectMany((x, i) => OfKit(x, $"kit[{i}]"))) yield return fault;
        foreach (var fault in problem.Groups.SelectMany((x, i) => OfGroup(problem, x, $"groups[{i}]"))) yield return fault;
        var names = new Names(problem);
        foreach (var fault in problem.Sessions.SelectMany((x, i) => OfSession(problem, names, x, $"sessions[{i}]"))) yield return fault;
        if (Circle(problem) is { } circle) yield return circle;
    }

    private const string NothingThere = "There is nothing.";

    private static IEnumerable<ProblemFault> Ids<T>(string field, IReadOnlyList<T> all, Func<T, string?> id)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Count; i++)
            if (all[i] is null) yield return new($"{field}[{i}]", NothingThere);
            else if (string.IsNullOrEmpty(id(all[i]))) yield return new($"{field}[{i}].id", "An id is needed.");
            else if (!seen.Add(id(all[i])!)) yield return new($"{field}[{i}].id", $"\"{id(all[i])}\" is there twice.");
    }

    private static IEnumerable<ProblemFault> OfResource(PlanningProblem problem, Resource resource, string at)
    {
        if (string.IsNullOrEmpty(resource.Kind)) yield return Missing($"{at}.kind");
        if (Outside(resource.Seats, 0, PlanningProblem.MostSeats)) yield return Range($"{at}.seats", 0, PlanningProblem.MostSeats);
        if (resource.MaxSlotsPerDay is { } most && Outside(most)) yield return Range($"{at}.maxSlotsPerDay");
        if (resource.FairSlots is { } fair && Outside(fair)) yield return Range($"{at}.fairSlots");
        if (TooHeavy(resource.FairWeight)) yield return Weight($"{at}.fairWeight");
        for (var i = 0; i < resource.Skills.Count; i++)
            if (resource.Skills[i] is not { Name.Length: > 0 } skill) yield return Missing($"{at}.skills[{i}].name");
            else if (skill.FromDay < 0 || skill.FromDay > skill.ToDay) yield return new($"{at}.skills[{i}].fromDay", "The first day must not be negative, nor after the last.");
        foreach (var fault in Windows(problem, resource.Closed, $"{at}.closed")) yield return fault;
    }

    private static IEnumerable<ProblemFault> OfKit(Kit kit, string at)
    {
        if (Outside(kit.Units)) yield return Range($"{at}.units");
        for (var i = 0; i < kit.Out.Count; i++)
            if (Outside(kit.Out[i].Units)) yield return Range($"{at}.out[{i}].units");
            else if (kit.Out[i].FirstDay < 0 || kit.Out[i].FirstDay > kit.Out[i].LastDay) yield return new($"{at}.out[{i}].firstDay", "The first day must not be negative, nor after the last.");
    }

    private static IEnumerable<ProblemFault> OfGroup(PlanningProblem problem, Group group, string at)
    {
        if (Outside(group.EarliestDay)) yield return Range($"{at}.earliestDay");
        if (group.DueDay is { } due && Outside(due)) yield return Range($"{at}.dueDay");
        if (Outside(group.WantedDays)) yield return Range($"{at}.wantedDays");
        foreach (var (name, weight) in new[]
                 {
                     ("finish", group.Weights.Finish), ("late", group.Weights.Late), ("day", group.Weights.Day), ("gap", group.Weights.Gap),
                     ("loneSlot", group.Weights.LoneSlot), ("missingDay", group.Weights.MissingDay),
                 })
            if (TooHeavy(weight)) yield return Weight($"{at}.weights.{name}");
        foreach (var fault in Windows(problem, group.Closed, $"{at}.closed")) yield return fault;
    }

    private static IEnumerable<ProblemFault> OfSession(PlanningProblem problem, Names names, Session session, string at)
    {
        if (Outside(session.Length, 1, problem.SlotsPerDay)) yield return Range($"{at}.length", 1, problem.SlotsPerDay);
        if (TooHeavy(session.DisturbWeight)) yield return Weight($"{at}.disturbWeight");
        if (TooHeavy(session.MoveWeight)) yield return Weight($"{at}.moveWeight");
        if (TooHeavy(session.ChangeWeight)) yield return Weight($"{at}.changeWeight");
        foreach (var (name, count) in new[] { ("groups", session.Groups.Count), ("needs", session.Needs.Count), ("kit", session.Kit.Count) })
            if (count > PlanningProblem.MostOfSession) yield return new($"{at}.{name}", $"There are more than {PlanningProblem.MostOfSession}.");
        for (var i = 0; i < session.Groups.Count; i++)
            if (!names.Groups.ContainsKey(session.Groups[i])) yield return Unknown($"{at}.groups[{i}]", "group", session.Groups[i]);
            else if (session.Groups.Take(i).Contains(session.Groups[i])) yield return new($"{at}.groups[{i}]", $"\"{session.Groups[i]}\" is there twice.");
        for (var i = 0; i < session.Needs.Count; i++)
        {
            var need = session.Needs[i];
            if (string.IsNullOrEmpty(need.Kind)) yield return Missing($"{at}.needs[{i}].kind");
            if (Outside(need.Seats, 0, PlanningProblem.MostSeats)) yield return Range($"{at}.needs[{i}].seats", 0, PlanningProblem.MostSeats);
            if (TooHeavy(need.SeatWeight)) yield return Weight($"{at}.needs[{i}].seatWeight");
            if (TooHeavy(need.KeepWeight)) yield return Weight($"{at}.needs[{i}].keepWeight");
            else if (need.Keep is { } keep && names.KeepWeights[keep] != need.KeepWeight) yield return new($"{at}.needs[{i}].keepWeight", $"\"{keep}\" has another weight before.");
        }
        for (var i = 0; i < session.Kit.Count; i++)
            if (!names.Kit.ContainsKey(session.Kit[i].Kit)) yield return Unknown($"{at}.kit[{i}].kit", "kit", session.Kit[i].Kit);
            else if (Outside(session.Kit[i].Units, 1, PlanningProblem.Greatest)) yield return Range($"{at}.kit[{i}].units", 1, PlanningProblem.Greatest);
            else if (session.Kit.Take(i).Any(x => x.Kit == session.Kit[i].Kit)) yield return new($"{at}.kit[{i}].kit", $"\"{session.Kit[i].Kit}\" is there twice.");
        for (var i = 0; i < session.After.Count; i++)
            if (!names.Sessions.ContainsKey(session.After[i].Session)) yield return Unknown($"{at}.after[{i}].session", "session", session.After[i].Session);
            else if (Outside(session.After[i].MinDays, 0, PlanningProblem.MostDays)) yield return Range($"{at}.after[{i}].minDays", 0, PlanningProblem.MostDays);
        foreach (var (placement, name) in new[] { (session.Pinned, "pinned"), (session.Announced, "announced") })
            if (placement is not null && Fault(problem, names, session, placement) is { } message) yield return new($"{at}.{name}", message);
    }

    /// <summary>Why a placement cannot be read; null when it can. Whether it clashes is for <see cref="PlanScore"/> to say.</summary>
    internal static string? Fault(PlanningProblem problem, Names names, Session session, Placement placement)
    {
        if (Outside(placement.Day, 0, problem.Opening.Count - 1)) return $"There is no day {placement.Day}.";
        if (placement.Start < 0 || placement.Start + session.Length > problem.SlotsPerDay) return $"Slot {placement.Start} and {session.Length} slots from it are not inside a day.";
        if (placement.Resources.Count != session.Needs.Count) return $"{session.Needs.Count} resources are needed, not {placement.Resources.Count}.";
        return placement.Resources.FirstOrDefault(x => !names.Resources.ContainsKey(x)) is { } unknown ? $"There is no resource \"{unknown}\"." : null;
    }

    private static IEnumerable<ProblemFault> Windows(PlanningProblem problem, IReadOnlyList<Window> windows, string at)
    {
        for (var i = 0; i < windows.Count; i++)
            if (Outside(windows[i].Day, 0, problem.Opening.Count - 1)) yield return Range($"{at}[{i}].day", 0, problem.Opening.Count - 1);
            else if (windows[i].From < 0 || windows[i].From > windows[i].To || windows[i].To > problem.SlotsPerDay) yield return new($"{at}[{i}]", "From must not be after to, and both inside the day.");
    }

    /// <summary>A session that would have to end before it starts.</summary>
    private static ProblemFault? Circle(PlanningProblem problem)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < problem.Sessions.Count; i++) index.TryAdd(problem.Sessions[i].Id ?? "", i);
        var waits = problem.Sessions.Select(x => x.After.Count(a => index.ContainsKey(a.Session))).ToArray();
        var followers = problem.Sessions.SelectMany((x, i) => x.After.Select(a => (a.Session, i))).ToLookup(x => x.Session, x => x.i);
        var ready = new Stack<int>(Enumerable.Range(0, waits.Length).Where(i => waits[i] == 0));
        var done = 0;
        for (; ready.TryPop(out var at); done++)
            foreach (var next in followers[problem.Sessions[at].Id ?? ""])
                if (--waits[next] == 0) ready.Push(next);
        return done == waits.Length ? null : new($"sessions[{Array.FindIndex(waits, x => x > 0)}].after", "The order of these sessions goes in a circle.");
    }

    private static bool Outside(int value, int from = 0, int to = PlanningProblem.Greatest) => value < from || value > to;

    private static ProblemFault Range(string field, int from = 0, int to = PlanningProblem.Greatest, string what = "") => new(field, $"It must be {from} to {to}{(what.Length > 0 ? $" {what}" : "")}.");

    private static bool TooHeavy(int weight) => Outside(weight, 0, PlanningProblem.GreatestWeight);

    private static ProblemFault Weight(string field) => Range(field, 0, PlanningProblem.GreatestWeight);

    private static ProblemFault Missing(string field) => new(field, "It is missing.");

    private static ProblemFault Unknown(string field, string what, string id) => new(field, $"There is no {what} \"{id}\".");
}
