using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Planning;
using FibreCentre.Planning;
using Engine = FibreCentre.Planning;

namespace FibreCentre.Api.Features.Planning;

/// <summary>
/// Puts the timetable as a problem of the engine, so that whatever the engine plans, the centre's own rules accept. Where the engine knows less than they do, it is told less than there is: time around a session is kept after it,
/// an item of kit that is used on a day by what stays counts for none of it, and of an instructor's week only so many days are open as their hours allow.
/// </summary>
internal sealed class TableBuilder
{
    private const string Instructor = "instructor";

    /// <summary>What a session costs that has no place: more than moving some that are announced.</summary>
    private const int Unplaced = 100_000;

    /// <summary>What lies nearer than this is not planned anew: people are on their way.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromHours(1);

    private readonly PlanAsked _asked;
    private readonly WeightFigures _weights;
    private readonly WorkingCalendar _calendar;
    private readonly CentreFacilities _centre;
    private readonly IReadOnlyList<Outage> _outages;
    private readonly IReadOnlyList<WantedCohorts> _wanted;
    private readonly IReadOnlyList<AnnouncedCohort> _announced;
    private readonly DateTimeOffset _now;
    private readonly SlotGrid _grid;
    private readonly TimeSpan _mostTravel;
    private readonly ulong[] _open;
    private readonly HashSet<SessionId> _moving = [];
    private readonly ILookup<(ResourceId, TimeSlot), Outage> _settled;

    public TableBuilder(
        PlanAsked asked, WeightFigures weights, WorkingCalendar calendar, CentreFacilities centre, IReadOnlyList<Outage> outages, IReadOnlyList<WantedCohorts> wanted, IReadOnlyList<AnnouncedCohort> announced, DateOnly last, DateTimeOffset now)
    {
        (_asked, _weights, _calendar, _centre, _outages, _wanted, _announced, _now) = (asked, weights, calendar, centre, outages, wanted, announced, now);
        var kinds = centre.Bays.Select(bay => bay.BayKind).Concat(wanted.SelectMany(each => each.Version.Spec.Sessions).Select(each => each.BayKind)).Distinct().ToList();
        _mostTravel = kinds.Select(kind => centre.AroundInstructor(kind).Before).DefaultIfEmpty().Max();
        _grid = new(calendar, asked.From, last, kinds.Select(Around).DefaultIfEmpty().Max(), now + Notice);
        _open = [.. _grid.Days.Select(OpenOn)];
        _settled = outages.Where(each => each.Resource is not null).ToLookup(each => (each.Resource!.Value, each.During));
    }

    public PlanningTable Build()
    {
        var sessions = _wanted.SelectMany(New).ToList();
        var movable = Movable();
        _moving.UnionWith(movable.Select(each => each.Existing!.Value));
        sessions.AddRange(movable);
        var centre = _centre.Replanning(new(Guid.Empty), _moving);
        var work = _centre.Instructors.ToDictionary(each => each.Id, each => Work(each.Id).Where(work => _grid.Days.Contains(_calendar.Time.DayOf(work.Start))).Sum(Minutes));
        return new()
        {
            Problem = sessions.Count == 0 ? Nothing() : Problem(sessions, centre, work), Days = _grid.Days, Step = _grid.Step, Sessions = sessions, Centre = centre, FixedWork = work, Fingerprint = TimetablePrint.Of(_calendar, _grid.Days, _centre),
            Calendar = _outages.Where(each => each.Resource is null).Aggregate(_calendar, (calendar, outage) => calendar.With(Timetable.ImpactSearch.ClosureOf(outage, calendar.Time))),
        };
    }

    private PlanningProblem Nothing() => new() { SlotsPerDay = _grid.Slots, Opening = [null], Resources = [], Groups = [], Sessions = [] };

    private PlanningProblem Problem(List<TableSession> sessions, CentreFacilities centre, Dictionary<ResourceId, int> work)
    {
        var groups = new Dictionary<string, Group>();
        var of = sessions.ToDictionary(each => each.Key, each => new List<string> { each.Cohort.Label });
        foreach (var cohort in sessions.GroupBy(each => each.Cohort)) groups[cohort.Key.Label] = Attending(cohort.Key, [.. cohort]);
        foreach (var session in sessions)
            if (OwnLimits(session) is { Count: > 0 } closed) Join(new() { Id = $"{session.Cohort.Label}: {session.Number}. {session.Pattern.Title}", Closed = closed }, [session.Key]);
        foreach (var (number, keys) in SharedTrainees(sessions).Index()) Join(new() { Id = $"trainees of several cohorts, {number + 1}" }, keys);
        return new()
        {
            SlotsPerDay = _grid.Slots, UnplacedWeight = Unplaced,
            Opening = [.. _open.Select(mask => mask == 0 ? (SlotRange?)null : new SlotRange(System.Numerics.BitOperations.TrailingZeroCount(mask), _grid.Slots))],
            Resources = [.. BaysOf(sessions), .. InstructorsOf(sessions, work)], Kit = [.. KitOf(sessions, centre)], Groups = [.. groups.Values], Sessions = [.. sessions.Select((session, index) => InEngine(session, Before(session, sessions, index), of[session.Key]))],
        };

        void Join(Group group, IEnumerable<string> keys)
        {
            groups[group.Id] = group;
            foreach (var key in keys) of[key].Add(group.Id);
        }
    }

    // ---- Sessions ----

    private IEnumerable<TableSession> New(WantedCohorts wanted, int row)
    {
        var (version, ask) = (wanted.Version, wanted.Wanted);
        var before = _wanted.Take(row).Where(each => each.Version.Course == version.Course).Sum(each => each.Wanted.Count);
        var all = _wanted.Where(each => each.Version.Course == version.Course).Sum(each => each.Wanted.Count);
        for (var number = 1; number <= ask.Count; number++)
        {
            var cohort = new TableCohort($"{row + 1}.{number}", all == 1 ? $"{version.Course}, new cohort" : $"{version.Course}, new cohort {before + number}", version, ask.Places, null, ask);
            foreach (var (index, pattern) in Patterns(version).Index())
                yield return new(
                    cohort, index + 1, pattern, pattern.Ends - pattern.Starts, BaysFor(pattern, ask.Places), pattern.InstructorsFor(ask.Places), pattern.Kit.GroupBy(need => need.KitType).ToDictionary(type => type.Key, type => type.Sum(need => pattern.ItemsFor(need, ask.Places))),
                    _grid.Length(pattern.Ends - pattern.Starts), Pad(pattern.BayKind));
        }
    }

    /// <summary>As many bays as the ratio asks for, or more where so many that hold an equal share each are not to be had.</summary>
    private List<BayAsked> BaysFor(SessionPattern pattern, int places)
    {
        var sizes = _centre.Bays.Where(bay => bay.BayKind == pattern.BayKind).Select(bay => bay.Capacity).ToList();
        var least = pattern.BaysFor(places);
        var count = Enumerable.Range(least, Math.Max(1, sizes.Count - least + 1)).FirstOrDefault(bays => sizes.Count(size => size * bays >= places) >= bays, least);
        return [.. Enumerable.Repeat(new BayAsked(pattern.BayKind, (places + count - 1) / count), count)];
    }

    /// <summary>What is announced and may move: it lies ahead, nobody said that it stays, and what it stands in the way of is settled by this plan.</summary>
    private List<TableSession> Movable()
    {
        if (!_asked.MayMove) return [];
        var stays = _asked.Fixed.ToHashSet();
        // What follows closely shares the time between.
        var candidates = _announced.SelectMany(cohort => cohort.Sessions.Where(each => !stays.Contains(each.Session.Id.Value)).Select(each => Announced(cohort, each))).OfType<TableSession>()
            .Select(each => each with { Pad = Math.Min(each.Pad, SlotsToNext(each)) }).ToList();
        while (true)
        {
            var moving = candidates.Select(each => each.Existing!.Value).ToHashSet();
            var busy = candidates.SelectMany(each => each.Serving).Distinct().Where(id => _centre.KindOf(id) != ResourceKind.Kit)
                .ToDictionary(id => id, id => Busy(id, taken => (taken.Session is not { } session || !moving.Contains(session)) && !_settled.Contains((taken.Resource, taken.During))));
            if (candidates.RemoveAll(each => each.Serving.Any(id => busy.TryGetValue(id, out var days) && (days[each.Announced!.Day] & Span(each)) != 0)) == 0) return candidates;
        }
    }

    private TableSession? Announced(AnnouncedCohort of, AnnouncedSession announced)
    {
        var (cohort, session) = (of.Cohort, announced.Session);
        var day = _grid.Find(_calendar.Time.DayOf(session.During.Start));
        if (day < 0 || !_calendar.IsOpenFor(session.During) || session.During.Start < _now + Notice) return null;
        var (bays, instructors) = (Of(ResourceKind.Bay).Select(_centre.BayOf).ToList(), Of(ResourceKind.Instructor));
        if (bays.Exists(bay => bay.BayKind != session.BayKind)) return null;
        var pattern = Patterns(of.Version).ElementAt(session.Number - 1);
        var start = _grid.At(day, session.During.Start);
        var core = _grid.At(day, session.During.End, up: true) - start;
        if ((_grid.Open(day) & DayMask.Of(start, start + core)) != DayMask.Of(start, start + core)) return null;
        var (all, share) = (bays.Sum(bay => bay.Capacity), bays.Count == 0 ? 0 : (cohort.Capacity + bays.Count - 1) / bays.Count);
        var enough = bays.Sum(bay => Math.Min(bay.Capacity, share)) >= Math.Min(all, cohort.Capacity);
        return new(
            new(cohort.Id.Value.ToString("N"), cohort.Code, of.Version, cohort.Capacity, cohort, null), session.Number, pattern with { Title = session.Title }, session.During.Length,
            [.. bays.Select(bay => new BayAsked(bay.BayKind, enough ? Math.Min(bay.Capacity, share) : bay.Capacity))], instructors.Count,
            _centre.Kit.Where(item => announced.Serving.Contains(item.Id)).GroupBy(item => item.KitType).ToDictionary(type => type.Key, type => type.Count()), core, Pad(session.BayKind))
        {
            Existing = session.Id, During = session.During, Serving = announced.Serving, Trainees = announced.Trainees, Announced = new(day, start, [.. bays.Select(bay => bay.Id).Concat(instructors).Select(Name)]),
            IsHit = _outages.Any(outage => outage.Resource is { } gone ? announced.Serving.Contains(gone) && _centre.Around(gone, session.BayKind).Around(session.During).Overlaps(outage.During) : session.During.Overlaps(outage.During)),
        };

        List<ResourceId> Of(ResourceKind kind) => [.. announced.Serving.Where(id => _centre.KindOf(id) == kind).OrderBy(id => id.Value)];
    }

    private int SlotsToNext(TableSession session)
    {
        var (at, end) = (session.Announced!, session.Announced!.Start + session.Core);
        var own = _announced.First(each => each.Cohort.Id == session.Cohort.Existing!.Id).Sessions.Select(each => each.Session.During.Start);
        var others = session.Serving.Where(id => _centre.KindOf(id) != ResourceKind.Kit).SelectMany(_centre.TakenOf).Where(taken => taken.Session is not null && taken.Session != session.Existing)
            .Select(taken => _announced.SelectMany(each => each.Sessions).FirstOrDefault(each => each.Session.Id == taken.Session)?.Session.During.Start ?? taken.During.Start);
        return own.Concat(others).Where(start => _calendar.Time.DayOf(start) == _grid.Days[at.Day] && start >= session.During!.Value.End).Select(start => _grid.At(at.Day, start) - end).Append(session.Pad).Min();
    }

    private Engine.Session InEngine(TableSession session, After? before, List<string> groups) => new()
    {
        Id = session.Key, Length = session.Core + session.Pad, Groups = groups, After = before is null ? [] : [before],
        Needs =
        [
            .. session.Bays.Select((bay, index) => new Need { Kind = Words(bay.Kind), Seats = bay.Seats, Keep = $"{session.Cohort.Key} {bay.Kind} {index}", KeepWeight = _weights.ChangeOfBay }),
            .. Enumerable.Range(0, session.Instructors).Select(index => new Need { Kind = Instructor, Skill = SkillOf(session.Cohort.Version), Keep = $"{session.Cohort.Key} {Instructor} {index}", KeepWeight = _weights.ChangeOfInstructor }),
        ],
        Kit = [.. session.Kit.Where(need => need.Value > 0).Select(need => new Engine.KitNeed(Words(need.Key), need.Value))],
        Announced = session.Announced, DisturbWeight = session.Announced is null ? 0 : _weights.MovingAnnounced, MoveWeight = session.Announced is null ? 0 : _weights.MovingAnnounced / 10, ChangeWeight = session.Announced is null ? 0 : _weights.MovingAnnounced / 20,
    };

    /// <summary>The session of the cohort before it, as many working days earlier as the course has it; of what is announced not more than it is by now.</summary>
    private static After? Before(TableSession session, List<TableSession> all, int index)
    {
        if (index == 0 || all[index - 1] is not { } before || before.Cohort.Key != session.Cohort.Key) return null;
        var days = Math.Max(0, session.Pattern.Day - before.Pattern.Day);
        return new(before.Key, session.Announced is { } at ? Math.Min(days, Math.Max(0, at.Day - before.Announced!.Day)) : days);
    }

    // ---- Who attends ----

    private Group Attending(TableCohort cohort, IReadOnlyList<TableSession> sessions)
    {
        var announced = _announced.FirstOrDefault(each => each.Cohort.Id == cohort.Existing?.Id);
        return new()
        {
            Id = cohort.Label, EarliestDay = cohort.Wanted is { } wanted ? _grid.From(wanted.NotBefore) : 0,
            DueDay = cohort.Wanted is null ? sessions.Max(each => each.Announced!.Day) : cohort.Wanted.DueBy is { } due ? Math.Max(0, _grid.From(due.AddDays(1)) - 1) : null,
            Weights = new() { Finish = cohort.Wanted is null ? 0 : _weights.FinishEarly, Late = _weights.Lateness, Day = _weights.DaysOnSite, Gap = Quarters(_weights.Gaps) },
            Closed = announced is null ? [] : _grid.Windows(day => (announced.Unfit.Contains(_grid.Days[day]) ? ulong.MaxValue : 0) | Elsewhere(announced)[day]),
        };
    }

    /// <summary>When its trainees are in what stays, and when it has sessions of its own that stay.</summary>
    private ulong[] Elsewhere(AnnouncedCohort cohort)
    {
        var own = cohort.Sessions.Select(each => each.Session.Id).ToHashSet();
        return _grid.Touched(cohort.Busy.Where(row => row.Session is not { } session || (!own.Contains(session) && !_moving.Contains(session))).Select(row => row.During)
            .Concat(cohort.Sessions.Where(each => !_moving.Contains(each.Session.Id)).Select(each => each.Session.During)));
    }

    /// <summary>It ends by closing time, and stays between those of its cohort's sessions that stay.</summary>
    private List<Window> OwnLimits(TableSession session)
    {
        var siblings = _announced.FirstOrDefault(each => each.Cohort.Id == session.Cohort.Existing?.Id)?.Sessions.Select(each => each.Session).Where(each => !_moving.Contains(each.Id)).ToList() ?? [];
        var after = siblings.Where(each => each.During.Start < session.During!.Value.Start).Select(each => (DateTimeOffset?)each.During.End).Max();
        var before = siblings.Where(each => each.During.Start > session.During!.Value.Start).Select(each => (DateTimeOffset?)each.During.Start).Min();
        var late = DayMask.Of(_grid.Core + session.Pad, _grid.Slots);
        return _grid.Windows(day => late | (after is { } over ? DayMask.Of(0, _grid.At(day, over, up: true)) : 0) | (before is { } next ? DayMask.Of(_grid.At(day, next), 64) : 0));
    }

    /// <summary>Sessions that one person attends though they are of several cohorts.</summary>
    private static IEnumerable<List<string>> SharedTrainees(List<TableSession> sessions) => sessions.SelectMany(session => session.Trainees.Select(trainee => (trainee, session))).GroupBy(each => each.trainee, each => each.session)
        .Where(person => person.Select(each => each.Cohort.Key).Distinct().Count() > 1).Select(person => person.Select(each => each.Key).ToList()).DistinctBy(keys => string.Join(' ', keys.Order(StringComparer.Ordinal)));

    // ---- Bays, instructors and kit ----

    private IEnumerable<Engine.Resource> BaysOf(List<TableSession> sessions)
    {
        var kinds = sessions.SelectMany(each => each.Bays).Select(each => each.Kind).ToHashSet();
        return _centre.Bays.Where(bay => kinds.Contains(bay.BayKind)).Select(bay =>
        {
            var busy = Busy(bay.Id, Stays);
            return new Engine.Resource { Id = Name(bay.Id), Kind = Words(bay.BayKind), Seats = bay.Capacity, Closed = _grid.Windows(day => bay.IsThereOn(_grid.Days[day]) ? busy[day] : ulong.MaxValue) };
        });
    }

    private IEnumerable<Engine.Resource> InstructorsOf(List<TableSession> sessions, Dictionary<ResourceId, int> work)
    {
        var skills = sessions.Select(each => each.Cohort.Version).DistinctBy(SkillOf).ToList();
        var able = _centre.Instructors.Select(each => (Instructor: each, Skills: skills.SelectMany(version => SkillsOf(each, version)).ToList())).Where(each => each.Skills.Count > 0).ToList();
        var all = sessions.Sum(each => (each.Core + each.Pad) * each.Instructors) + (able.Sum(each => work[each.Instructor.Id]) / _grid.Step);
        var fair = able.Count == 0 ? 0 : (all + able.Count - 1) / able.Count;
        foreach (var (index, (instructor, held)) in able.Index())
        {
            var (open, most) = Hours(instructor, sessions, index);
            yield return new()
            {
                Id = Name(instructor.Id), Kind = Instructor, Skills = held, Closed = _grid.Windows(day => ~open[day]), MaxSlotsPerDay = most, FairSlots = Math.Max(0, fair - (work[instructor.Id] / _grid.Step)), FairWeight = Quarters(_weights.EvenLoad),
            };
        }
    }

    /// <summary>The stretches of days on which all that a course asks of who teaches it is valid.</summary>
    private IEnumerable<Skill> SkillsOf(Instructor instructor, CourseVersion version)
    {
        for (var day = 0; day < _grid.Days.Count; day++)
        {
            if (instructor.Lacks(version.Spec.InstructorQualifications, _grid.Days[day]) is not null) continue;
            var first = day;
            while (day + 1 < _grid.Days.Count && instructor.Lacks(version.Spec.InstructorQualifications, _grid.Days[day + 1]) is null) day++;
            yield return new(SkillOf(version), first, day);
        }
    }

    /// <summary>When an instructor can be used, and for how many slots of a day, so that neither a day nor a week of theirs grows too long whatever is planned.</summary>
    private (ulong[] Open, int? MostSlots) Hours(Instructor instructor, List<TableSession> sessions, int index)
    {
        var busy = Busy(instructor.Id, Stays);
        var least = sessions.Min(each => each.Pad);
        var open = _grid.Days.Select((day, at) => instructor.IsHereOn(day) ? Spells(instructor, day.DayOfWeek, least) & ~busy[at] : 0).ToArray();
        if (instructor.MaxMinutesDay is null && instructor.MaxMinutesWeek is null) return (open, null);

        var ratio = sessions.Min(each => (double)(each.Core + each.Pad) / each.Core);
        var (shortest, longest) = (sessions.Min(each => each.Core) * _grid.Step, sessions.Max(each => each.Core) * _grid.Step);
        var told = sessions.Where(each => each.Existing is not null && each.Serving.Contains(instructor.Id)).ToLookup(each => each.Announced!.Day);
        var works = Work(instructor.Id).ToLookup(work => _calendar.Time.DayOf(work.Start), Minutes);
        int Told(int day) => told[day].Sum(each => each.Core * _grid.Step);
        // A week's hours are given to whole days of two sessions; which days, differs from one to the next.
        var most = instructor.MaxMinutesWeek is null ? instructor.MaxMinutesDay!.Value : Math.Min(instructor.MaxMinutesDay ?? 1440, Math.Max(2 * longest, Enumerable.Range(0, _grid.Days.Count).Max(Told)));
        foreach (var week in Enumerable.Range(0, _grid.Days.Count).GroupBy(day => CentreFacilities.Monday(_grid.Days[day])))
        {
            var left = instructor.MaxMinutesWeek - Enumerable.Range(0, 7).Sum(day => works[week.Key.AddDays(day)].Sum()) - week.Sum(Told);
            foreach (var day in week.OrderByDescending(day => Told(day) > 0).ThenBy(day => (day + index) % 5))
            {
                var more = Math.Max(0, Math.Min((instructor.MaxMinutesDay ?? 1440) - works[_grid.Days[day]].Sum(), most) - Told(day));
                if (left is { } budget) left -= more = Math.Max(0, Math.Min(more, budget));
                var keep = told[day].Aggregate(0UL, (mask, each) => mask | Span(each));
                open[day] = more + Told(day) < shortest ? 0 : more + Told(day) >= most ? open[day] : DayMask.Narrow(open[day], keep, Limit(more + Told(day)), _grid.Slots);
            }
        }
        return (open, Limit(most));

        int Limit(int minutes) => (int)(minutes / _grid.Step * ratio);
    }

    /// <summary>Within their hours; two spells that meet stay apart, since a session lies within one.</summary>
    private ulong Spells(Instructor instructor, DayOfWeek weekday, int pad)
    {
        if (instructor.Hours.Count == 0) return DayMask.Of(0, _grid.Slots);
        var (open, before) = (0UL, -1);
        foreach (var spell in instructor.Hours.Where(each => each.Day == weekday).OrderBy(each => each.Starts))
        {
            // What is kept free after a session may lie after their hours, but not so that the next spell begins in it.
            var from = Math.Max(before + 1, (int)Math.Ceiling(_grid.At(spell.Starts)));
            var to = (int)Math.Floor(_grid.At(spell.Ends));
            open |= DayMask.Of(from, to + pad);
            before = to + pad;
        }
        return open;
    }

    private IEnumerable<Engine.Kit> KitOf(List<TableSession> sessions, CentreFacilities centre)
    {
        foreach (var type in sessions.SelectMany(each => each.Kit.Where(need => need.Value > 0).Select(need => need.Key)).Distinct().Order(StringComparer.Ordinal))
        {
            var items = _centre.Kit.Where(item => item.KitType == type).ToList();
            var away = _grid.Days.Select(day => items.Count(item => !item.IsUsableOn(day) || centre.Clash(item.Id, _calendar.Time.On(day, _calendar.Opens, _calendar.Closes)) is not null)).ToArray();
            yield return new() { Id = Words(type), Units = items.Count, Out = [.. away.Index().Where(each => each.Item > 0).Select(each => new KitOutage(each.Index, each.Index, each.Item))] };
        }
    }

    // ---- Time ----

    private ulong OpenOn(DateOnly day, int index)
    {
        if (_outages.Any(outage => outage.Resource is null && Timetable.ImpactSearch.ClosureOf(outage, _calendar.Time) is var shut && shut.FirstDay <= day && day <= shut.LastDay)) return 0;
        return _grid.Open(index) is var open && open == 0 ? 0 : open | DayMask.Of(_grid.Core, _grid.Slots);
    }

    /// <summary>The slots of each day in which a resource is taken, with what has to be kept free before the next session begins.</summary>
    private ulong[] Busy(ResourceId resource, Func<Taken, bool> counts)
    {
        var more = _centre.KindOf(resource) == ResourceKind.Bay ? _centre.AroundBay(_centre.BayOf(resource).BayKind).Before : _mostTravel;
        return _grid.Touched(_centre.TakenOf(resource).Where(counts).Select(taken => new TimeSlot(taken.During.Start, taken.During.End + more)));
    }

    private bool Stays(Taken taken) => taken.Session is not { } session || !_moving.Contains(session);

    private IEnumerable<TimeSlot> Work(ResourceId instructor) => _centre.TakenOf(instructor).Where(Stays).Select(taken => taken.Work).OfType<TimeSlot>();

    /// <summary>What lies between two sessions in a kind of bay, at the most: clearing away and setting up, and the way there and on.</summary>
    private TimeSpan Around(string kind)
    {
        var bay = _centre.AroundBay(kind);
        var way = _centre.AroundInstructor(kind).After + _mostTravel;
        return bay.Before + bay.After > way ? bay.Before + bay.After : way;
    }

    /// <summary>What a slot costs where a quarter of an hour costs so much.</summary>
    private int Quarters(int weight) => weight * _grid.Step / 15;

    private int Pad(string kind) => _grid.Length(Around(kind));

    private static ulong Span(TableSession session) => DayMask.Of(session.Announced!.Start, session.Announced.Start + session.Core + session.Pad);

    private static int Minutes(TimeSlot slot) => (int)slot.Length.TotalMinutes;

    private static IEnumerable<SessionPattern> Patterns(CourseVersion version) => version.Spec.Sessions.OrderBy(each => each.Day).ThenBy(each => each.Starts);

    private static string SkillOf(CourseVersion version) => string.Join(" and ", version.Spec.InstructorQualifications.Select(Words).DefaultIfEmpty("teaching"));

    private static string Name(ResourceId id) => id.Value.ToString("N");

    private static string Words(string slug) => slug.Replace('-', ' ');
}
