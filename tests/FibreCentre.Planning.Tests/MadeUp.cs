namespace FibreCentre.Planning.Tests;

/// <summary>Problems made up by a seed around a plan that solves them, so that each has one.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Witness">A plan without faults.</param>
internal sealed record MadeUp(PlanningProblem Problem, Plan Witness)
{
    private static readonly string[] Kinds = ["lab", "yard", "classroom", "track"];
    private static readonly string[] Skills = ["splicing", "testing", "climbing", "safety", "blowing"];
    private static readonly int[] Lengths = [2, 3, 4, 4, 6, 8];

    /// <summary>A third of the witness, to be told.</summary>
    public Plan Third => new(Witness.Placements.Where((_, i) => i % 3 == 0).ToDictionary());

    /// <summary>A training centre of 16 slots a day: groups that take their sessions in order, rooms, people and kit.</summary>
    /// <param name="seed">Fixes it.</param>
    /// <param name="groups">How many attend.</param>
    /// <param name="sessions">How many sessions each.</param>
    /// <param name="weeks">Weeks of five days.</param>
    /// <param name="load">How much of the time that the plan leaves free is closed, 0 to 1.</param>
    public static MadeUp Centre(int seed, int groups = 6, int sessions = 8, int weeks = 4, double load = 0.5)
    {
        const int slots = 16;
        var random = new Random(seed);
        var days = weeks * 5;
        var rooms = Enumerable.Range(0, Math.Max(4, groups * 2 / 3)).Select(i => (Id: $"room {i}", Kind: Kinds[i % Kinds.Length], Seats: i < Kinds.Length ? 12 : random.Next(8, 13))).ToList();
        var people = Enumerable.Range(0, Math.Max(5, groups / 2)).Select(i => (Id: $"person {i}", Skills: new[] { Skills[i % Skills.Length], Skills[random.Next(Skills.Length)] }.Distinct().ToArray())).ToList();
        var used = new HashSet<(string Who, int Day, int Slot)>();
        var (all, witness, made) = (new List<Session>(), new Dictionary<string, Placement>(), new List<Group>());
        bool Free(string who, int day, int start, int length) => Enumerable.Range(start, length).All(slot => !used.Contains((who, day, slot)));
        for (var g = 0; g < groups; g++)
        {
            var (id, size, earliest) = ($"group {g}", random.Next(4, 9), random.Next(days / 3));
            var (day, slot, mine) = (earliest, 0, new List<Session>());
            while (mine.Count < sessions)
            {
                var length = Lengths[random.Next(Lengths.Length)];
                if (slot + length > slots || random.Next(5) == 0) (day, slot) = (day + 1, 0);
                if (day == days) break;
                var room = rooms.OrderBy(_ => random.Next()).FirstOrDefault(x => x.Seats >= size && Free(x.Id, day, slot, length)).Id;
                var staff = people.OrderBy(_ => random.Next()).Where(x => Free(x.Id, day, slot, length)).Take(random.Next(6) == 0 ? 2 : 1).ToList();
                if (room is null || staff.Count == 0)
                {
                    slot++;
                    continue;
                }
                var kind = rooms.First(x => x.Id == room).Kind;
                foreach (var who in staff.Select(x => x.Id).Append(room))
                    for (var s = slot; s < slot + length; s++) used.Add((who, day, s));
                mine.Add(new()
                {
                    Id = $"{id}/{mine.Count}", Length = length, Groups = [id],
                    Needs =
                    [
                        new() { Kind = kind, Seats = size, Keep = $"{id} {kind}", KeepWeight = 2 },
                        .. staff.Select((x, i) => new Need { Kind = "person", Skill = i == 0 ? x.Skills[random.Next(x.Skills.Length)] : x.Skills[0], Keep = $"{id} person {i}", KeepWeight = 3 }),
                    ],
                    Kit = random.Next(3) == 0 ? [new("splicer", 1)] : [],
                    After = mine.Count == 0 ? [] : [new(mine[^Math.Min(mine.Count, random.Next(1, 6))].Id)],
                });
                witness.Add(mine[^1].Id, new(day, slot, [room, .. staff.Select(x => x.Id)]));
                slot += length;
            }
            all.AddRange(mine);
            made.Add(new() { Id = id, EarliestDay = earliest, DueDay = Math.Min(days - 1, day + random.Next(4)), Weights = new() { Finish = 10, Late = 50, Day = 4, Gap = 1 } });
        }
        IReadOnlyList<Window> Closed(string who) =>
            [.. Enumerable.Range(0, days).SelectMany(day => new[] { new Window(day, 0, 8), new Window(day, 8, 16) }).Where(x => Free(who, x.Day, x.From, x.To - x.From) && random.NextDouble() < load)];
        var fair = all.Sum(x => x.Length) / people.Count;
        return new(new()
        {
            SlotsPerDay = slots,
            Opening = [.. Enumerable.Repeat<SlotRange?>(new(0, slots), days)],
            Resources =
            [
                .. rooms.Select(x => new Resource { Id = x.Id, Kind = x.Kind, Seats = x.Seats, Closed = Closed(x.Id) }),
                .. people.Select(x => new Resource { Id = x.Id, Kind = "person", Skills = [.. x.Skills.Select(s => new Skill(s))], MaxSlotsPerDay = slots, Closed = Closed(x.Id), FairSlots = fair, FairWeight = 1 }),
            ],
            Kit = [new() { Id = "splicer", Units = groups }],
            Groups = made,
            Sessions = all,
        }, new(witness));
    }

    /// <summary>A school: lectures of one slot that several groups share, rooms of which some are too small, and days to be spread over.</summary>
    public static MadeUp School(int seed, int courses = 30, int days = 5, int slots = 6)
    {
        var random = new Random(seed);
        var rooms = Enumerable.Range(0, Math.Max(4, courses / 5)).Select(i => new Resource { Id = $"room {i}", Kind = "room", Seats = random.Next(20, 120) }).ToList();
        var (free, witness, times) = (new HashSet<(int Room, int Time)>(), new Dictionary<string, Placement>(), new List<HashSet<int>>());
        for (var room = 0; room < rooms.Count; room++)
            for (var time = 0; time < days * slots; time++) free.Add((room, time));
        for (var course = 0; course < courses; course++)
        {
            times.Add([]);
            for (var (lecture, count) = (0, random.Next(2, 5)); lecture < count; lecture++)
            {
                var (room, time) = free.Where(x => !times[course].Contains(x.Time)).OrderBy(_ => random.Next()).First();
                free.Remove((room, time));
                times[course].Add(time);
                witness.Add($"course {course}/{lecture}", new(time / slots, time % slots, [rooms[room].Id]));
            }
        }
        var curricula = Enumerable.Range(0, courses / 2).Select(_ =>
        {
            var members = new List<int>();
            foreach (var course in Enumerable.Range(0, courses).OrderBy(_ => random.Next()))
                if (members.Count < 5 && members.All(x => !times[x].Overlaps(times[course]))) members.Add(course);
            return members;
        }).ToList();
        return new(new()
        {
            SlotsPerDay = slots,
            Opening = [.. Enumerable.Repeat<SlotRange?>(new(0, slots), days)],
            Resources = rooms,
            Groups =
            [
                .. Enumerable.Range(0, courses).Select(x => new Group
                {
                    Id = $"course {x}", WantedDays = times[x].Count - 1, Weights = new() { MissingDay = 5 },
                    Closed = [.. Enumerable.Range(0, days * slots).Where(t => !times[x].Contains(t) && random.Next(5) == 0).Select(t => new Window(t / slots, t % slots, (t % slots) + 1))],
                }),
                .. curricula.Select((_, i) => new Group { Id = $"curriculum {i}", Weights = new() { LoneSlot = 2 } }),
            ],
            Sessions =
            [
                .. Enumerable.Range(0, courses).SelectMany(course => Enumerable.Range(0, times[course].Count).Select(lecture => new Session
                {
                    Id = $"course {course}/{lecture}", Length = 1,
                    Groups = [$"course {course}", .. curricula.Select((x, i) => (x, i)).Where(x => x.x.Contains(course)).Select(x => $"curriculum {x.i}")],
                    Needs = [new() { Kind = "room", Seats = random.Next(15, 100), SeatWeight = 1, Keep = $"course {course}", KeepWeight = 1 }],
                })),
            ],
        }, new(witness));
    }
}
