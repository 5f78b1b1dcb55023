namespace FibreCentre.Planning;

/// <summary>What a plan must not have.</summary>
public enum HardFault
{
    /// <summary>A session or resource that does not exist, or a placement that is not inside a day.</summary>
    Unreadable,

    /// <summary>Outside the opening hours.</summary>
    OutsideOpening,

    /// <summary>Before a group's earliest day.</summary>
    TooEarly,

    /// <summary>In time a group cannot attend.</summary>
    GroupClosed,

    /// <summary>A resource of another kind than is needed.</summary>
    WrongKind,

    /// <summary>Fewer seats than must be.</summary>
    TooFewSeats,

    /// <summary>A resource without the skill on that day.</summary>
    Unskilled,

    /// <summary>In time a resource is closed.</summary>
    ResourceClosed,

    /// <summary>Two uses of a resource at the same time, a fault per pair.</summary>
    ResourceClash,

    /// <summary>Two sessions of a group at the same time, a fault per pair.</summary>
    GroupClash,

    /// <summary>A resource used longer than it may be on one day.</summary>
    DayLimit,

    /// <summary>A slot in which more units of a kit are used than are there.</summary>
    KitShort,

    /// <summary>A session that starts before one ends that it comes after.</summary>
    Order,

    /// <summary>A pinned session that is elsewhere or nowhere.</summary>
    PinMoved,
}

/// <summary>What a plan pays for.</summary>
public enum SoftCost
{
    /// <summary>Sessions not placed.</summary>
    Unplaced,

    /// <summary><see cref="GroupWeights.Finish"/>.</summary>
    Finish,

    /// <summary><see cref="GroupWeights.Late"/>.</summary>
    Late,

    /// <summary><see cref="GroupWeights.Day"/>.</summary>
    Day,

    /// <summary><see cref="GroupWeights.Gap"/>.</summary>
    Gap,

    /// <summary><see cref="GroupWeights.LoneSlot"/>.</summary>
    LoneSlot,

    /// <summary><see cref="GroupWeights.MissingDay"/>.</summary>
    MissingDay,

    /// <summary><see cref="Need.KeepWeight"/>.</summary>
    Keep,

    /// <summary><see cref="Need.SeatWeight"/>.</summary>
    Seats,

    /// <summary><see cref="Resource.FairWeight"/>.</summary>
    Fair,

    /// <summary><see cref="Session.DisturbWeight"/>.</summary>
    Disturb,

    /// <summary><see cref="Session.MoveWeight"/>.</summary>
    Move,

    /// <summary><see cref="Session.ChangeWeight"/>.</summary>
    Change,
}

/// <summary>Faults and costs of a plan, counted from the problem alone and not by what the engine keeps.</summary>
/// <param name="Hard">How often each fault is there; without those that are not.</param>
/// <param name="Soft">What is paid for each; without what costs nothing.</param>
/// <param name="Unplaced">How many sessions are not placed.</param>
public sealed record PlanScore(IReadOnlyDictionary<HardFault, int> Hard, IReadOnlyDictionary<SoftCost, long> Soft, int Unplaced)
{
    /// <summary>Nothing is wrong with what is placed.</summary>
    public bool IsSound => Hard.Count == 0;

    /// <summary>Everything is placed, and nothing is wrong.</summary>
    public bool IsFeasible => IsSound && Unplaced == 0;

    /// <summary>All costs together.</summary>
    public long Cost => Soft.Values.Sum();

    /// <summary>Counts the faults and costs of a plan.</summary>
    /// <exception cref="InvalidProblemException">The problem cannot be planned as it is written.</exception>
    public static PlanScore Of(PlanningProblem problem, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (ProblemCheck.Of(problem) is { Count: > 0 } faults) throw new InvalidProblemException(faults);
        return new Count(problem, plan).Score();
    }

    private sealed class Count(PlanningProblem problem, Plan plan)
    {
        private readonly SortedDictionary<HardFault, int> hard = [];
        private readonly SortedDictionary<SoftCost, long> soft = [];
        private readonly Dictionary<string, Placement> placed = new(StringComparer.Ordinal);
        private readonly Names names = new(problem);

        public PlanScore Score()
        {
            foreach (var (id, placement) in plan.Placements)
                if (names.Sessions.TryGetValue(id, out var at) && ProblemCheck.Fault(problem, names, problem.Sessions[at], placement) is null) placed.Add(id, placement);
                else Wrong(HardFault.Unreadable);
            foreach (var session in problem.Sessions)
                if (placed.TryGetValue(session.Id, out var placement)) One(session, placement);
                else if (session.Pinned is not null) Wrong(HardFault.PinMoved);
            var unplaced = problem.Sessions.Count - placed.Count;
            Pay(SoftCost.Unplaced, (long)unplaced * problem.UnplacedWeight);
            foreach (var resource in problem.Resources) Used(resource);
            foreach (var kit in problem.Kit) Used(kit);
            foreach (var group in problem.Groups) Attended(group);
            foreach (var keep in Placed().SelectMany(x => x.Session.Needs.Select((need, i) => (need, Resource: x.At.Resources[i]))).Where(x => x.need.Keep is not null).GroupBy(x => x.need.Keep))
                Pay(SoftCost.Keep, (long)keep.First().need.KeepWeight * (keep.Select(x => x.Resource).Distinct().Count() - 1));
            return new(hard, soft, unplaced);
        }

        private IEnumerable<(Session Session, Placement At)> Placed() => problem.Sessions.Where(x => placed.ContainsKey(x.Id)).Select(x => (x, placed[x.Id]));

        private void One(Session session, Placement at)
        {
            var (start, end) = (at.Start, at.Start + session.Length);
            if (problem.Opening[at.Day] is not { } hours || start < hours.From || end > hours.To) Wrong(HardFault.OutsideOpening);
            foreach (var group in session.Groups.Select(x => problem.Groups[names.Groups[x]]))
            {
                if (at.Day < group.EarliestDay) Wrong(HardFault.TooEarly);
                if (group.Closed.Any(x => Overlaps(x, at.Day, start, end))) Wrong(HardFault.GroupClosed);
            }
            for (var i = 0; i < session.Needs.Count; i++)
            {
                var need = session.Needs[i];
                var resource = problem.Resources[names.Resources[at.Resources[i]]];
                if (resource.Kind != need.Kind) Wrong(HardFault.WrongKind);
                if (need.Skill is not null && !resource.Skills.Any(x => x.Name == need.Skill && at.Day >= x.FromDay && at.Day <= x.ToDay)) Wrong(HardFault.Unskilled);
                if (resource.Seats < need.Seats && need.SeatWeight == 0) Wrong(HardFault.TooFewSeats);
                Pay(SoftCost.Seats, (long)need.SeatWeight * Math.Max(0, need.Seats - resource.Seats));
                if (resource.Closed.Any(x => Overlaps(x, at.Day, start, end))) Wrong(HardFault.ResourceClosed);
                if (session.Announced is { } told && told.Resources[i] != resource.Id) Pay(SoftCost.Change, session.ChangeWeight);
            }
            if (session.Announced is { } there && !there.Equals(at)) Pay(SoftCost.Disturb, session.DisturbWeight);
            if (session.Announced is { } announced && (announced.Day, announced.Start) != (at.Day, at.Start)) Pay(SoftCost.Move, session.MoveWeight);
            if (session.Pinned is { } pinned && !pinned.Equals(at)) Wrong(HardFault.PinMoved);
            foreach (var after in session.After)
                if (placed.TryGetValue(after.Session, out var before))
                {
                    var over = before.Start + problem.Sessions[names.Sessions[after.Session]].Length;
                    if (before.Day > at.Day || (before.Day == at.Day && over > at.Start) || at.Day < before.Day + after.MinDays) Wrong(HardFault.Order);
                }
        }

        private void Used(Resource resource)
        {
            var uses = Placed().SelectMany(x => x.At.Resources.Where(r => r == resource.Id).Select(_ => x)).ToList();
            Wrong(HardFault.ResourceClash, Clashes(uses));
            if (resource.MaxSlotsPerDay is { } most) Wrong(HardFault.DayLimit, uses.GroupBy(x => x.At.Day).Count(day => day.Sum(x => x.Session.Length) > most));
            if (resource.FairSlots is { } fair) Pay(SoftCost.Fair, (long)resource.FairWeight * Math.Max(0, uses.Sum(x => x.Session.Length) - fair));
        }

        private void Used(Kit kit)
        {
            var used = new Dictionary<(int Day, int Slot), int>();
            foreach (var (session, at) in Placed())
                foreach (var need in session.Kit.Where(x => x.Kit == kit.Id))
                    for (var slot = at.Start; slot < at.Start + session.Length; slot++) used[(at.Day, slot)] = used.GetValueOrDefault((at.Day, slot)) + need.Units;
            Wrong(HardFault.KitShort, used.Count(x => x.Value > kit.Units - kit.Out.Where(o => o.FirstDay <= x.Key.Day && x.Key.Day <= o.LastDay).Sum(o => o.Units)));
        }

        private void Attended(Group group)
        {
            var (all, weights) = (problem.Sessions.Where(x => x.Groups.Contains(group.Id)).ToList(), group.Weights);
            var mine = Placed().Where(x => x.Session.Groups.Contains(group.Id)).ToList();
            Wrong(HardFault.GroupClash, Clashes(mine));
            var days = mine.GroupBy(x => x.At.Day).ToList();
            Pay(SoftCost.MissingDay, (long)weights.MissingDay * Math.Max(0, group.WantedDays - days.Count));
            Pay(SoftCost.Day, (long)weights.Day * (days.Count - FewestDays(problem, all)));
            if (days.Count == 0) return;
            var last = days.Max(x => x.Key);
            Pay(SoftCost.Finish, (long)weights.Finish * (last - group.EarliestDay));
            Pay(SoftCost.Late, (long)weights.Late * Math.Max(0, last - (group.DueDay ?? last)));
            foreach (var day in days)
            {
                var slots = day.SelectMany(x => Enumerable.Range(x.At.Start, x.Session.Length)).ToHashSet();
                Pay(SoftCost.Gap, (long)weights.Gap * (slots.Max() - slots.Min() + 1 - slots.Count));
                Pay(SoftCost.LoneSlot, (long)weights.LoneSlot * slots.Count(x => !slots.Contains(x - 1) && !slots.Contains(x + 1)));
            }
        }

        private static int Clashes(List<(Session Session, Placement At)> uses)
        {
            var clashes = 0;
            foreach (var day in uses.GroupBy(x => x.At.Day))
            {
                var sorted = day.OrderBy(x => x.At.Start).ToList();
                for (var i = 0; i < sorted.Count; i++) clashes += sorted.Skip(i + 1).TakeWhile(x => x.At.Start < sorted[i].At.Start + sorted[i].Session.Length).Count();
            }
            return clashes;
        }

        private static bool Overlaps(Window window, int day, int start, int end) => window.Day == day && start < window.To && window.From < end;

        private void Wrong(HardFault fault, int times = 1)
        {
            if (times > 0) hard[fault] = hard.GetValueOrDefault(fault) + times;
        }

        private void Pay(SoftCost cost, long amount)
        {
            if (amount != 0) soft[cost] = soft.GetValueOrDefault(cost) + amount;
        }
    }

    /// <summary>The fewest days that could hold these sessions, each as long as the longest day.</summary>
    internal static int FewestDays(PlanningProblem problem, IReadOnlyCollection<Session> sessions)
    {
        var longest = problem.Opening.Max(x => x is { } hours ? hours.To - hours.From : 0);
        return longest == 0 ? 0 : (sessions.Sum(x => x.Length) + longest - 1) / longest;
    }
}
