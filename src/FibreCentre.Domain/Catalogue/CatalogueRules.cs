using System.Globalization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>A place where a set of courses breaks the rules of a catalogue.</summary>
/// <param name="Course">Position of the course in the set, from 0.</param>
/// <param name="Path">What is wrong within the course, such as <c>sessions[1].ends</c>.</param>
/// <param name="Message">What is wrong and how to mend it, in one sentence.</param>
public sealed record RuleFault(int Course, string Path, string Message)
{
    /// <summary>What is wrong within the set: <c>courses[2].sessions[1].ends</c>.</summary>
    public string Field => string.Create(CultureInfo.InvariantCulture, $"courses[{Course}].{Path}");
}

/// <summary>
/// What makes a set of courses a catalogue: everything a schema of fields cannot say. It never throws for a bad course, says every fault it finds
/// and finds none in a set that may be published.
/// </summary>
public static class CatalogueRules
{
    /// <summary>Checks a set of courses that would be published together.</summary>
    /// <param name="courses">The courses, as in a file; a course whose code is <c>default</c> is checked in itself but can be nobody's prerequisite.</param>
    /// <param name="published">Courses that exist already; one of the set with the same code takes its place. None by default.</param>
    /// <returns>Every fault, by course and then by rule; empty when the set is sound.</returns>
    public static IReadOnlyList<RuleFault> Check(IReadOnlyList<CourseSpec> courses, IReadOnlyCollection<CourseSpec>? published = null)
    {
        ArgumentNullException.ThrowIfNull(courses);
        var graph = new PrerequisiteGraph(courses, published ?? []);
        var seen = new HashSet<CourseCode>();
        var faults = new List<RuleFault>();
        for (var index = 0; index < courses.Count; index++)
        {
            var course = courses[index];
            if (course.Code != default && !seen.Add(course.Code))
                faults.Add(new(index, "code", $"{course.Code} stands twice in this catalogue; remove one of the two or give it a code of its own."));
            faults.AddRange(CourseRules.Check(course).Concat(graph.Check(course)).Concat(graph.CheckKeys(course)).Select(fault => new RuleFault(index, fault.Path, fault.Message)));
        }
        return faults;
    }

    /// <summary>Who must have what before what, in the catalogue as it would be after publishing.</summary>
    private sealed class PrerequisiteGraph
    {
        private readonly Dictionary<CourseCode, CourseSpec> _courses = [];
        private readonly HashSet<CourseCode> _new;

        public PrerequisiteGraph(IReadOnlyList<CourseSpec> courses, IReadOnlyCollection<CourseSpec> published)
        {
            _new = [.. courses.Select(course => course.Code)];
            foreach (var course in published) _courses[course.Code] = course;
            foreach (var course in courses.Where(course => course.Code != default)) _courses[course.Code] = course;
        }

        public IEnumerable<(string Path, string Message)> Check(CourseSpec course)
        {
            for (var index = 0; index < course.Prerequisites.Count; index++)
            {
                if (course.Prerequisites[index] is not HoldsCertificate { Course: var needed } || needed == default) continue;
                var path = string.Create(CultureInfo.InvariantCulture, $"prerequisites[{index}].course");
                if (!_courses.ContainsKey(needed))
                    yield return (path, $"names {needed}, which is not in this catalogue; add that course, or name one of {string.Join(", ", Codes())}.");
                else if (WayBack(needed, course.Code) is { } way)
                    yield return (path, $"leads in a circle ({course.Code} needs {string.Join(" needs ", way)}); remove one of these prerequisites.");
            }
        }

        /// <summary>A key is there, and depends on no key itself: what lapses with it is then known without following a chain.</summary>
        public IEnumerable<(string Path, string Message)> CheckKeys(CourseSpec course)
        {
            for (var index = 0; index < (course.Validity.Keys?.Count ?? 0); index++)
            {
                var (key, path) = (course.Validity.Keys![index], string.Create(CultureInfo.InvariantCulture, $"validity.keys[{index}].course"));
                if (key == default || key == course.Code) continue;
                if (!_courses.TryGetValue(key, out var named)) yield return (path, $"names {key}, which is not in this catalogue; add that course, or name one of {string.Join(", ", Codes())}.");
                else if (named.Validity.Keys is not null) yield return (path, $"names {key}, which depends on keys itself; name those instead.");
            }
            // Of two that are published together the dependent one is told.
            if (course.Validity.Keys is not null && _courses.Values.Where(each => !_new.Contains(each.Code) && each.Validity.Keys?.Contains(course.Code) == true).OrderBy(each => each.Code.Value, StringComparer.Ordinal).FirstOrDefault() is { } dependent)
                yield return ("validity.keys", $"gives {course.Code} keys, and {course.Code} is a key of {dependent.Code}; name these keys there instead.");
        }

        private IOrderedEnumerable<string> Codes() => _courses.Keys.Select(code => code.Value).Order(StringComparer.Ordinal);

        /// <summary>A shortest way along prerequisites from one course to another, both included; null when there is none.</summary>
        private List<CourseCode>? WayBack(CourseCode from, CourseCode to)
        {
            var cameFrom = new Dictionary<CourseCode, CourseCode> { [from] = default };
            var open = new Queue<CourseCode>([from]);
            while (open.TryDequeue(out var here))
            {
                if (here == to)
                {
                    var way = new List<CourseCode>();
                    for (var step = here; step != default; step = cameFrom[step]) way.Insert(0, step);
                    return way;
                }
                if (!_courses.TryGetValue(here, out var course)) continue;
                foreach (var next in course.Prerequisites.OfType<HoldsCertificate>().Select(held => held.Course))
                {
                    if (next != default && cameFrom.TryAdd(next, here)) open.Enqueue(next);
                }
            }
            return null;
        }
    }
}
