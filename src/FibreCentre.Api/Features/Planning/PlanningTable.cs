using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Planning;

namespace FibreCentre.Api.Features.Planning;

/// <summary>A cohort of a plan.</summary>
/// <param name="Label">How it is called while it has no code.</param>
/// <param name="Existing">Null for one that is new.</param>
internal sealed record TableCohort(string Key, string Label, CourseVersion Version, int Places, Cohort? Existing, CohortsWanted? Wanted);

/// <summary>A session of a plan.</summary>
/// <param name="Number">Of its course's patterns, from 1.</param>
/// <param name="Bays">What is asked of each of its bays.</param>
/// <param name="Instructors">How many it needs at once.</param>
/// <param name="Kit">Items by type.</param>
/// <param name="Core">Slots it takes by itself.</param>
/// <param name="Pad">Slots kept free after it, for clearing away, setting up and the way to the next one.</param>
internal sealed record TableSession(TableCohort Cohort, int Number, SessionPattern Pattern, TimeSpan Length, IReadOnlyList<BayAsked> Bays, int Instructors, IReadOnlyDictionary<string, int> Kit, int Core, int Pad)
{
    public string Key => Existing is { } id ? $"{id.Value:N}" : $"{Cohort.Key}/{Number}";

    /// <summary>Null for one that is new.</summary>
    public SessionId? Existing { get; init; }

    /// <summary>When it is announced.</summary>
    public TimeSlot? During { get; init; }

    /// <summary>What serves it by now, kit included.</summary>
    public IReadOnlyList<ResourceId> Serving { get; init; } = [];

    public IReadOnlyList<ResourceId> Trainees { get; init; } = [];

    /// <summary>Where the engine has it by now.</summary>
    public Placement? Announced { get; init; }

    /// <summary>Whether an outage of the plan leaves it no room where it is.</summary>
    public bool IsHit { get; init; }
}

/// <param name="Seats">The fewest it may hold.</param>
internal sealed record BayAsked(string Kind, int Seats);

/// <summary>The timetable as a problem of the engine, and the way back from its plans.</summary>
internal sealed class PlanningTable
{
    /// <summary>How many sessions one plan may have.</summary>
    public const int MostSessions = 800;

    public required PlanningProblem Problem { get; init; }

    /// <summary>The working days, in order; their places are the engine's days.</summary>
    public required IReadOnlyList<DateOnly> Days { get; init; }

    /// <summary>Minutes of a slot.</summary>
    public required int Step { get; init; }

    public required IReadOnlyList<TableSession> Sessions { get; init; }

    /// <summary>Without what is planned anew.</summary>
    public required CentreFacilities Centre { get; init; }

    /// <summary>With the days on which the outages of the plan shut the centre.</summary>
    public required WorkingCalendar Calendar { get; init; }

    /// <summary>Minutes of an instructor that are not planned anew.</summary>
    public required IReadOnlyDictionary<ResourceId, int> FixedWork { get; init; }

    /// <summary>Stands for everything that was read.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Where what is announced is by now.</summary>
    public Plan Announced => new(Sessions.Where(each => each.Announced is not null).ToDictionary(each => each.Key, each => each.Announced!));

    /// <summary>What is kept of an earlier draft, and else what is announced.</summary>
    public Plan StartFrom(PlanDraft? draft)
    {
        var placements = new Dictionary<string, Placement>(Announced.Placements);
        var kept = draft?.Sessions.ToDictionary(each => each.Key) ?? [];
        foreach (var session in Sessions)
            if (kept.TryGetValue(session.Key, out var before))
            {
                placements.Remove(session.Key);
                if (before.At is { } at && Placed(session, at) is { } placement) placements[session.Key] = placement;
            }
        return new(placements);
    }

    public PlanDraft Draft(Plan plan)
    {
        var cohorts = new List<DraftCohort>();
        var loads = new Dictionary<Guid, int>(FixedWork.Select(each => KeyValuePair.Create(each.Key.Value, each.Value)));
        foreach (var group in Sessions.GroupBy(each => each.Cohort))
        {
            var sessions = group.Select(session => new DraftSession(
                session.Key, session.Number, session.Pattern.Title, session.Pattern.BayKind, plan.Placements.TryGetValue(session.Key, out var placement) ? PlaceOf(session, placement) : null,
                session.Announced is { } announced ? PlaceOf(session, announced) : null, session.IsHit)).ToList();
            foreach (var (session, id) in sessions.SelectMany(session => (session.At ?? session.Was)?.Instructors.Select(id => (session, id)) ?? []))
            {
                var place = session.At ?? session.Was!;
                loads[id] = loads.GetValueOrDefault(id) + (int)(place.Ends - place.Starts).TotalMinutes;
            }
            if (group.Key.Existing is null || sessions.Exists(each => each.IsMoved || each.IsHit || each.At is null))
                cohorts.Add(new(group.Key.Key, group.Key.Label, group.Key.Version.Course.Value, group.Key.Version.Title, group.Key.Places, group.Key.Existing?.Id.Value, group.Key.Wanted?.NotBefore, group.Key.Wanted?.DueBy, sessions));
        }
        var costs = PlanScore.Of(Problem, plan).Soft.ToDictionary(each => each.Key.ToString(), each => each.Value);
        return new(cohorts, costs, loads, Sessions.Count(each => each.IsHit), cohorts.Sum(cohort => cohort.Sessions.Count(each => each.IsMoved)));
    }

    /// <summary>The real slot of a session at a place of a draft.</summary>
    public TimeSlot SlotOf(TableSession session, DraftPlace at)
    {
        if (session.During is { } was && PlaceOf(session, session.Announced!).IsSameTime(at)) return was;
        var starts = Calendar.Time.At(at.Day, at.Starts);
        return new(starts, starts + session.Length);
    }

    /// <summary>
    /// Kit for every session of a plan: of what stays as it is, what it has; else what serves it already as far as that is free, then what is free all day. On a day no more is planned than is free all day, so there is always one left.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ResourceId>> KitFor(IReadOnlyDictionary<string, DraftPlace> plan)
    {
        var (chosen, taken) = (new Dictionary<string, IReadOnlyList<ResourceId>>(), new List<(ResourceId Item, TimeSlot During)>());
        var planned = Sessions.Where(each => plan.ContainsKey(each.Key)).Select(each => (Session: each, During: SlotOf(each, plan[each.Key]), Stays: Stays(each))).OrderBy(each => each.During.Start).ThenByDescending(each => each.Stays).ToList();
        var kept = planned.Where(each => each.Stays).SelectMany(each => each.Session.Serving.Select(id => (Item: id, each.During))).ToList();
        foreach (var (session, during, stays) in planned)
        {
            var items = session.Kit.SelectMany(need => Centre.Kit.Where(item => item.KitType == need.Key && IsFree(item)).OrderByDescending(item => session.Serving.Contains(item.Id)).ThenBy(item => Overlaps(kept, item))
                .ThenByDescending(item => IsFreeAllDay(item, Calendar.Time.DayOf(during.Start))).Take(need.Value)).Select(item => item.Id).ToList();
            chosen[session.Key] = items;
            taken.AddRange(items.Select(item => (item, during)));

            bool IsFree(KitItem item) => !Overlaps(taken, item) && ((stays && session.Serving.Contains(item.Id)) || Centre.WhyNot(item, during) is null);

            bool Overlaps(List<(ResourceId Item, TimeSlot During)> uses, KitItem item) => uses.Exists(each => each.Item == item.Id && each.During.Overlaps(during));
        }
        return chosen;

        bool Stays(TableSession session) => session is { Announced: { } announced, IsHit: false } && plan[session.Key].IsSame(PlaceOf(session, announced));
    }

    /// <summary>A place of the engine in the centre's terms.</summary>
    public DraftPlace PlaceOf(TableSession session, Placement placement)
    {
        var starts = session.Announced is { } announced && (announced.Day, announced.Start) == (placement.Day, placement.Start)
            ? Calendar.Time.TimeOf(session.During!.Value.Start)
            : Calendar.Opens.AddMinutes(placement.Start * Step);
        var ids = placement.Resources.Select(Guid.Parse).ToList();
        return new(Days[placement.Day], starts, starts.Add(session.Length), ids[..session.Bays.Count], ids[session.Bays.Count..]);
    }

    internal bool IsFreeAllDay(KitItem item, DateOnly day) => item.IsUsableOn(day) && Centre.Clash(item.Id, Calendar.Time.On(day, Calendar.Opens, Calendar.Closes)) is null;

    private Placement? Placed(TableSession session, DraftPlace at)
    {
        var day = Days.Index().FirstOrDefault(each => each.Item == at.Day, (-1, default)).Index;
        return day < 0 || at.Bays.Count != session.Bays.Count || at.Instructors.Count != session.Instructors || at.Starts < Calendar.Opens
            ? null
            : new(day, (int)(at.Starts - Calendar.Opens).TotalMinutes / Step, [.. at.Bays.Concat(at.Instructors).Select(id => $"{id:N}")]);
    }
}
