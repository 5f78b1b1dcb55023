using System.Globalization;
using FibreCentre.Planning;

namespace FibreCentre.Benchmarks;

/// <summary>An instance of curriculum-based course timetabling (<c>.ctt</c>, ITC-2007 track 3) as a planning problem.</summary>
internal static class CttFile
{
    private const string Room = "room";

    /// <summary>
    /// A lecture is a session of one slot; a room, a resource with seats that may be too few at a price. A course is a group with its closed times and the days it
    /// should be spread over; a curriculum, a group that minds lone lectures; a teacher of several courses, a group that minds nothing.
    /// </summary>
    public static PlanningProblem Read(string path)
    {
        var (head, sections, section) = (new Dictionary<string, string>(), new Dictionary<string, List<string[]>>(), "");
        foreach (var line in File.ReadLines(path).Select(x => x.Trim()).Where(x => x.Length > 0))
            if (line.EndsWith(':') || line == "END.") sections[section = line] = [];
            else if (section.Length == 0) head[line.Split(':')[0]] = line.Split(':')[1].Trim();
            else sections[section].Add(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var (days, slots) = (Number(head["Days"]), Number(head["Periods_per_day"]));
        var courses = sections["COURSES:"].Select(x => (Id: x[0], Teacher: x[1], Lectures: Number(x[2]), MinDays: Number(x[3]), Students: Number(x[4]))).ToList();
        var closed = sections["UNAVAILABILITY_CONSTRAINTS:"].ToLookup(x => x[0], x => new Window(Number(x[1]), Number(x[2]), Number(x[2]) + 1));
        var curricula = sections["CURRICULA:"].Select(x => (Id: $"curriculum {x[0]}", Courses: x[2..].ToHashSet())).ToList();
        var teachers = courses.GroupBy(x => x.Teacher).Where(x => x.Count() > 1).Select(x => (Id: $"teacher {x.Key}", Courses: x.Select(c => c.Id).ToHashSet())).ToList();
        return new()
        {
            SlotsPerDay = slots,
            Opening = [.. Enumerable.Repeat<SlotRange?>(new(0, slots), days)],
            Resources = [.. sections["ROOMS:"].Select(x => new Resource { Id = x[0], Kind = Room, Seats = Number(x[1]) })],
            Groups =
            [
                .. courses.Select(x => new Group { Id = x.Id, WantedDays = x.MinDays, Closed = [.. closed[x.Id]], Weights = new() { MissingDay = 5 } }),
                .. curricula.Select(x => new Group { Id = x.Id, Weights = new() { LoneSlot = 2 } }),
                .. teachers.Select(x => new Group { Id = x.Id }),
            ],
            Sessions =
            [
                .. courses.SelectMany(course => Enumerable.Range(0, course.Lectures).Select(i => new Session
                {
                    Id = $"{course.Id}/{i}", Length = 1,
                    Groups = [course.Id, .. curricula.Concat(teachers).Where(x => x.Courses.Contains(course.Id)).Select(x => x.Id)],
                    Needs = [new() { Kind = Room, Seats = course.Students, SeatWeight = 1, Keep = course.Id, KeepWeight = 1 }],
                })),
            ],
        };
    }

    /// <summary>A plan as a solution file: course, room, day and slot of each lecture.</summary>
    public static string Write(Plan plan) => string.Concat(plan.Placements.Select(x => $"{x.Key.Split('/')[0]} {x.Value.Resources[0]} {x.Value.Day} {x.Value.Start}\n"));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
