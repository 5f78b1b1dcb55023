using System.Text.Json;
using FibreCentre.Planning;

namespace FibreCentre.Api.CommandLine.Planning;

/// <summary>A planning instance as a file (schema <c>centre-1</c>): bays, kit, instructors, courses and cohorts. Unknown fields are passed over.</summary>
internal sealed record CentreFile
{
    private const string Known = "centre-1";

    public required string Schema { get; init; }
    public required string Name { get; init; }
    public required int Days { get; init; }
    public required IReadOnlyList<int[]?> Opening { get; init; }
    public required IReadOnlyList<Bay> Bays { get; init; }
    public required IReadOnlyList<KitPool> Kit { get; init; }
    public required IReadOnlyList<Instructor> Instructors { get; init; }
    public required IReadOnlyList<Course> Courses { get; init; }
    public required IReadOnlyList<Cohort> Cohorts { get; init; }
    public required WeightSet Weights { get; init; }

    public sealed record Bay(string Id, string Kind, int Seats, IReadOnlyList<int[]> Closed, int? Fair);

    public sealed record KitPool(string Id, int Units, IReadOnlyList<int[]> Out);

    /// <summary>Off has [day, from, to, why].</summary>
    public sealed record Instructor(string Id, IReadOnlyList<string> Quals, int MaxSlotsPerDay, IReadOnlyList<JsonElement[]> Off, int? Fair);

    public sealed record Course(string Id, IReadOnlyList<CourseSession> Sessions);

    public sealed record CourseSession(string Id, int Len, string Kind, string Qual, IReadOnlyList<KitUse> Kit, IReadOnlyList<Earlier> After);

    public sealed record KitUse(string Id, int Fixed, int PerLearner);

    public sealed record Earlier(string Session, int MinDays);

    public sealed record Cohort(string Id, string Course, int Size, int EarliestDay, int? DueDay);

    public sealed record WeightSet(int Finish, int Late, int Days, int Gap, int Bay, int Instructor, int FairInstructor, int FairBay);

    private static readonly JsonSerializerOptions Spelling = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Reads an instance.</summary>
    /// <exception cref="JsonException">It is not one; the message names the field.</exception>
    public static CentreFile Read(string text)
    {
        var file = JsonSerializer.Deserialize<CentreFile>(text, Spelling) ?? throw new JsonException("The file is empty.");
        if (file.Schema != Known) throw new JsonException($"$.schema: \"{Known}\" is wanted, not \"{file.Schema}\".");
        if (file.Opening.Count != file.Days) throw new JsonException($"$.opening: {file.Days} days are wanted, not {file.Opening.Count}.");
        Whole(file.Bays, "$.bays", (x, at) => Whole(x.Closed, $"{at}.closed"));
        Whole(file.Kit, "$.kit", (x, at) => Whole(x.Out, $"{at}.out"));
        Whole(file.Instructors, "$.instructors", (x, at) =>
        {
            Whole(x.Quals, $"{at}.quals");
            Whole(x.Off, $"{at}.off");
        });
        Whole(file.Courses, "$.courses", (x, at) => Whole(x.Sessions, $"{at}.sessions", (y, inner) =>
        {
            Whole(y.Kit, $"{inner}.kit");
            Whole(y.After, $"{inner}.after");
        }));
        Whole(file.Cohorts, "$.cohorts");
        return file;
    }

    /// <summary>No element of a list is null.</summary>
    private static void Whole<T>(IReadOnlyList<T> list, string field, Action<T, string>? each = null)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i] is null) throw new JsonException($"{field}[{i}]: There is nothing.");
            else each?.Invoke(list[i], $"{field}[{i}]");
    }

    /// <summary>The same as a problem; a session is named COHORT/SESSION.</summary>
    /// <exception cref="JsonException">Something it names is not there, or a range is not one.</exception>
    public PlanningProblem ToProblem()
    {
        var courses = new Dictionary<string, Course>(StringComparer.Ordinal);
        for (var i = 0; i < Courses.Count; i++)
            if (!courses.TryAdd(Courses[i].Id, Courses[i])) throw new JsonException($"$.courses[{i}].id: \"{Courses[i].Id}\" is there twice.");
        for (var i = 0; i < Cohorts.Count; i++)
            if (Cohorts[i].Id.Contains('/', StringComparison.Ordinal)) throw new JsonException($"$.cohorts[{i}].id: \"/\" must not be in it.");
        var weights = new GroupWeights { Finish = Weights.Finish, Late = Weights.Late, Day = Weights.Days, Gap = Weights.Gap };
        return new()
        {
            SlotsPerDay = Opening.Select(x => x is null ? 1 : Part(x, 1, "$.opening")).DefaultIfEmpty(1).Max(),
            Opening = [.. Opening.Select(x => x is null ? (SlotRange?)null : new SlotRange(Part(x, 0, "$.opening"), Part(x, 1, "$.opening")))],
            Resources =
            [
                .. Bays.Select((x, i) => new Resource { Id = x.Id, Kind = x.Kind, Seats = x.Seats, Closed = Windows(x.Closed, $"$.bays[{i}].closed"), FairSlots = x.Fair, FairWeight = Weights.FairBay }),
                .. Instructors.Select((x, i) => new Resource
                {
                    Id = x.Id, Kind = InstructorKind, Skills = [.. x.Quals.Select(q => new Skill(q))], MaxSlotsPerDay = x.MaxSlotsPerDay,
                    Closed = Windows([.. x.Off.Select(o => o.Take(3).Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n) ? n : -1).ToArray())], $"$.instructors[{i}].off"),
                    FairSlots = x.Fair, FairWeight = Weights.FairInstructor,
                }),
            ],
            Kit = [.. Kit.Select((x, i) => new Kit { Id = x.Id, Units = x.Units, Out = [.. x.Out.Select(o => new KitOutage(Part(o, 0, $"$.kit[{i}].out"), Part(o, 1, $"$.kit[{i}].out"), Part(o, 2, $"$.kit[{i}].out")))] })],
            Groups = [.. Cohorts.Select(x => new Group { Id = x.Id, EarliestDay = x.EarliestDay, DueDay = x.DueDay, Weights = weights })],
            Sessions =
            [
                .. Cohorts.SelectMany((cohort, i) => (courses.GetValueOrDefault(cohort.Course) ?? throw new JsonException($"$.cohorts[{i}].course: There is no course \"{cohort.Course}\".")).Sessions.Select(x => new Session
                {
                    Id = SessionId(cohort.Id, x.Id), Length = x.Len, Groups = [cohort.Id],
                    Needs =
                    [
                        new() { Kind = x.Kind, Seats = cohort.Size, Keep = $"{cohort.Id}/{x.Kind}", KeepWeight = Weights.Bay },
                        new() { Kind = InstructorKind, Skill = x.Qual, Keep = $"{cohort.Id}/{InstructorKind}/{x.Qual}", KeepWeight = Weights.Instructor },
                    ],
                    Kit = [.. x.Kit.Select(k => new KitNeed(k.Id, (int)Math.Clamp(k.Fixed + ((long)k.PerLearner * cohort.Size), int.MinValue, int.MaxValue)))],
                    After = [.. x.After.Select(a => new After(SessionId(cohort.Id, a.Session), a.MinDays))],
                })),
            ],
        };
    }

    public static string SessionId(string cohort, string session) => $"{cohort}/{session}";

    private const string InstructorKind = "instructor";

    private static IReadOnlyList<Window> Windows(IReadOnlyList<int[]> ranges, string at) => [.. ranges.Select(x => new Window(Part(x, 0, at), Part(x, 1, at), Part(x, 2, at)))];

    private static int Part(int[] range, int at, string field) => at < range.Length ? range[at] : throw new JsonException($"{field}: a range has {at + 1} numbers or more.");
}
