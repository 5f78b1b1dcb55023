using System.Globalization;
using System.Text.RegularExpressions;

namespace FibreCentre.Domain.Catalogue;

/// <summary>The rules that one course keeps on its own, whatever stands beside it.</summary>
internal static partial class CourseRules
{
    private const int MostReadings = 100, MostDecimals = 6, MostYears = 50, OldestAge = 99;

    public static IEnumerable<(string Path, string Message)> Check(CourseSpec course) =>
        [.. Course(course), .. Sessions(course.Sessions), .. Prerequisites(course.Prerequisites), .. Validity(course), .. Units(course)];

    private static IEnumerable<(string, string)> Course(CourseSpec course)
    {
        if (IsBlank(course.Title)) yield return ("title", "is empty; give the course a name.");
        if (IsBlank(course.Summary)) yield return ("summary", "is empty; say for whom the course is and what they can do afterwards.");
        if (IsBlank(course.JoiningInstructions)) yield return ("joiningInstructions", "is empty; say what to bring and what to wear.");
        if (course.PricePerPlace < 0) yield return ("pricePerPlace", "is below zero; give pounds, 0 for a free course.");
        if (MeasureLimit.Digits(course.PricePerPlace) > 2) yield return ("pricePerPlace", "has parts of a penny; give two digits after the point at most.");
        if (course.MinimumSize < 1) yield return ("minimumSize", "is below 1; a cohort needs at least one trainee.");
        if (course.DefaultCapacity < 1) yield return ("defaultCapacity", "is below 1; a cohort needs at least one place.");
        else if (course.DefaultCapacity < course.MinimumSize)
            yield return ("defaultCapacity", Invariant($"is {course.DefaultCapacity}, below the minimumSize of {course.MinimumSize}; raise it or lower the minimumSize."));

        if (course.Terms is { } terms)
        {
            if (terms.NamesDueDays is < 0 or > 60) yield return ("terms.namesDueDays", Invariant($"is {terms.NamesDueDays}; give 0 to 60 days."));
            if (terms.DecisionDays is < 0 or > 90) yield return ("terms.decisionDays", Invariant($"is {terms.DecisionDays}; give 0 to 90 days."));
            if (terms.FreeCancellationDays is < 0 or > 365) yield return ("terms.freeCancellationDays", Invariant($"is {terms.FreeCancellationDays}; give 0 to 365 days."));
            if (terms.LateCancellationPercent is < 0 or > 100) yield return ("terms.lateCancellationPercent", Invariant($"is {terms.LateCancellationPercent}; give 0 to 100."));
        }
        if (course.Attendance is { Kind: AttendanceKind.Share, Percent: null or < 1 or > 100 }) yield return ("attendance.percent", "is no share; give a percentage of 1 to 100.");
        else if (course.Attendance is { Kind: not AttendanceKind.Share, Percent: not null }) yield return ("attendance.percent", "stands beside a kind that takes none; remove it, or make the kind share.");
        if (course.InstructorQualifications.Count == 0)
            yield return ("instructorQualifications", "names nobody; give at least one qualification that its instructors must hold.");
        for (var i = 0; i < course.InstructorQualifications.Count; i++)
        {
            var slug = course.InstructorQualifications[i];
            var path = Invariant($"instructorQualifications[{i}]");
            if (!Slug().IsMatch(slug)) yield return (path, NotASlug(slug));
            else if (course.InstructorQualifications.Take(i).Contains(slug)) yield return (path, $"\"{slug}\" stands twice; remove one.");
        }
    }

    private static IEnumerable<(string, string)> Sessions(IReadOnlyList<SessionPattern> sessions)
    {
        if (sessions.Count == 0) yield return ("sessions", "is empty; a course has at least one session.");
        var days = sessions.Select(session => session.Day).Where(day => day > 0).ToHashSet();
        // Only far enough to name the first gap, so that a day of two thousand million costs nothing.
        if (days.Count > 0 && days.Max() != days.Count)
        {
            var gap = Enumerable.Range(1, days.Count).First(day => !days.Contains(day));
            yield return ("sessions", Invariant($"day {gap} has no session but day {days.Max()} has; number the days from 1 without a gap."));
        }

        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            var path = Invariant($"sessions[{i}]");
            if (session.Day < 1) yield return ($"{path}.day", Invariant($"is {session.Day}; the first working day of a cohort is 1."));
            if (session.Ends <= session.Starts)
                yield return ($"{path}.ends", Invariant($"is {session.Ends:HH:mm}, not after the start at {session.Starts:HH:mm}; end later the same day."));
            var before = sessions.Take(i).FirstOrDefault(other => other.Day == session.Day && other.Starts < session.Ends && session.Starts < other.Ends);
            if (before is not null)
            {
                var hours = Invariant($"{before.Starts:HH:mm} to {before.Ends:HH:mm}");
                yield return ($"{path}.starts", Invariant($"overlaps \"{before.Title}\" on day {session.Day}, {hours}; move one of the two."));
            }
            if (IsBlank(session.Title)) yield return ($"{path}.title", "is empty; say what happens in the session.");
            if (!Slug().IsMatch(session.BayKind)) yield return ($"{path}.bayKind", NotASlug(session.BayKind));
            if (session.TraineesPerInstructor < 1) yield return ($"{path}.traineesPerInstructor", "is below 1; an instructor has at least one trainee.");
            if (session.TraineesPerBay < 1) yield return ($"{path}.traineesPerBay", "is below 1; a bay has at least one trainee.");
            for (var k = 0; k < session.Kit.Count; k++)
            {
                var need = session.Kit[k];
                if (!Slug().IsMatch(need.KitType)) yield return (Invariant($"{path}.kit[{k}].kitType"), NotASlug(need.KitType));
                else if (session.Kit.Take(k).Any(other => other.KitType == need.KitType && other.Per == need.Per))
                    yield return (Invariant($"{path}.kit[{k}].kitType"), $"\"{need.KitType}\" stands twice for the same session; add the quantities up.");
                if (need.Quantity < 1) yield return (Invariant($"{path}.kit[{k}].quantity"), "is below 1; remove the line if nothing is needed.");
            }
        }
    }

    private static IEnumerable<(string, string)> Prerequisites(IReadOnlyList<Prerequisite> prerequisites)
    {
        for (var i = 0; i < prerequisites.Count; i++)
        {
            var path = Invariant($"prerequisites[{i}]");
            if (prerequisites[i] is Declares { Declaration: var declaration } && !Declarations.All.Contains(declaration))
                yield return ($"{path}.declaration", $"\"{declaration}\" is no declaration; use one of {string.Join(", ", Declarations.All.Order(StringComparer.Ordinal))}.");
            else if (prerequisites[i] is MinimumAge { Years: < 1 or > OldestAge })
                yield return ($"{path}.years", Invariant($"is not an age; give whole years from 1 to {OldestAge}."));
            else if (prerequisites.Take(i).Contains(prerequisites[i]))
                yield return (path, "stands twice; remove one.");
        }
    }

    private static IEnumerable<(string, string)> Validity(CourseSpec course)
    {
        var validity = course.Validity;
        if (validity.LateRenewalYears is < 0 or > MostYears) yield return ("validity.lateRenewalYears", Invariant($"is {validity.LateRenewalYears}; give 0 to {MostYears}."));
        for (var i = 0; i < (validity.Keys?.Count ?? 0); i++)
        {
            var key = validity.Keys![i];
            if (key != default && key == course.Code) yield return (Invariant($"validity.keys[{i}].course"), "names the course itself; a key is another course's certificate.");
            else if (key != default && validity.Keys.Take(i).Contains(key)) yield return (Invariant($"validity.keys[{i}].course"), $"{key} stands twice; remove one.");
        }
        if (validity.Years is < 1 or > MostYears)
            yield return ("validity.years", Invariant($"is {validity.Years}; give 1 to {MostYears}, or none for a certificate that never expires."));
        var longest = validity.Years is { } years ? Math.Clamp(years, 0, MostYears) * 12 : 0;
        if (validity.RenewalWindowMonths < 0 || validity.RenewalWindowMonths > longest)
            yield return ("validity.renewalWindowMonths", Invariant($"is {validity.RenewalWindowMonths}; give 0 to {longest} months, no more than the certificate lasts."));
    }

    private static IEnumerable<(string, string)> Units(CourseSpec course)
    {
        if (course.Units.Count == 0) yield return ("units", "is empty; a course signs off at least one unit.");
        for (var u = 0; u < course.Units.Count; u++)
        {
            var unit = course.Units[u];
            var path = Invariant($"units[{u}]");
            if (course.Code != default && !IsPartOf(unit.Code, course.Code.Value, "-U"))
                yield return ($"{path}.code", Invariant($"is \"{unit.Code}\"; a unit of {course.Code} is called {course.Code}-U{u + 1}."));
            else if (course.Units.Take(u).Any(other => other.Code == unit.Code))
                yield return ($"{path}.code", $"{unit.Code} stands twice; number the units.");
            if (IsBlank(unit.Title)) yield return ($"{path}.title", "is empty; say what the trainee can do.");
            if (unit.Criteria.Count == 0) yield return ($"{path}.criteria", "is empty; a unit checks at least one criterion.");
            for (var c = 0; c < unit.Criteria.Count; c++)
            {
                var criterion = unit.Criteria[c];
                var at = Invariant($"{path}.criteria[{c}]");
                if (!IsBlank(unit.Code) && !IsPartOf(criterion.Code, unit.Code, "-C"))
                    yield return ($"{at}.code", Invariant($"is \"{criterion.Code}\"; a criterion of {unit.Code} is called {unit.Code}-C{c + 1}."));
                else if (unit.Criteria.Take(c).Any(other => other.Code == criterion.Code))
                    yield return ($"{at}.code", $"{criterion.Code} stands twice; number the criteria.");
                foreach (var (field, message) in Criterion(criterion)) yield return ($"{at}.{field}", message);
            }
        }
    }

    private static IEnumerable<(string, string)> Criterion(Criterion criterion)
    {
        if (IsBlank(criterion.Text)) yield return ("text", "is empty; say what is checked.");
        if (IsBlank(criterion.Source)) yield return ("source", "is empty; name whose requirement it is, \"Centre default\" if nobody else's.");
        if (IsBlank(criterion.Edition)) yield return ("edition", "is empty; name the edition of the source, the year for one of the centre's own.");
        if (criterion.ReviewOn == default) yield return ("reviewOn", "is missing; give the date on which the source is looked at again.");
        if (criterion.Kind == CriterionKind.Observed && criterion.Limit is not null)
            yield return ("limit", "stands on an observed criterion, which is met or not met; remove it, or make the kind measured, trace or knowledge.");
        else if (criterion.Kind != CriterionKind.Observed && criterion.Limit is null)
            yield return ("limit", "is missing; a measured, trace or knowledge criterion is judged by a figure, an observed one is not.");
        else if (criterion.Limit is { } limit)
        {
            foreach (var (field, message) in Limit(limit)) yield return ($"limit{field}", message);
        }
        if (criterion.Trace is not { } trace) yield break;
        if (criterion.Kind != CriterionKind.Trace) yield return ("trace", "stands on a criterion that is not read from traces; remove it, or make the kind trace.");
        else foreach (var (field, message) in Trace(trace, criterion.Limit)) yield return (field, message);
    }

    private static IEnumerable<(string, string)> Trace(TraceSource trace, MeasureLimit? limit)
    {
        if (trace.Wavelength is < 600 or > 1750) yield return ("trace.wavelength", Invariant($"is {trace.Wavelength}; give a nominal wavelength from 600 to 1750 nm, such as 1310."));
        if (trace.Direction == TraceDirections.TwoWayAverage && !TraceSource.HasTwoWay(trace.Measure))
            yield return ("trace.direction", "is twoWayAverage, but this measure has no average of both directions; use each, aToB or bToA.");
        if (trace.Connectors is not null && trace.Measure is not (TraceMeasure.ConnectionLoss or TraceMeasure.Reflectance))
            yield return ("trace.connectors", "stands on a measure that is not of connections; remove it, or measure connectionLoss or reflectance.");
        if (limit is null) yield break;
        if (!IsBlank(limit.Unit) && limit.Unit != trace.Unit) yield return ("limit.unit", $"is \"{limit.Unit}\", but this measure is read in {trace.Unit}; use that unit.");
        if (limit.Aggregation == Aggregation.Average) yield return ("limit.aggregation", "is average; readings of a trace count each or by the worst, and both directions are averaged by trace.direction: twoWayAverage.");
    }

    private static IEnumerable<(string, string)> Limit(MeasureLimit limit)
    {
        decimal[] bounds = [.. new[] { limit.AtLeast, limit.AtMost, limit.Above, limit.Below }.OfType<decimal>()];
        if (IsBlank(limit.Unit)) yield return (".unit", "is empty; give the symbol people read, such as dB or %.");
        if (bounds.Length == 0) yield return ("", "has no bound; give atLeast or above, atMost or below, or one of each side.");
        if (limit.AtLeast is not null && limit.Above is not null)
            yield return (".above", "stands beside atLeast; keep atLeast if the bound itself passes, above if it does not.");
        if (limit.AtMost is not null && limit.Below is not null)
            yield return (".below", "stands beside atMost; keep atMost if the bound itself passes, below if it does not.");
        if ((limit.AtLeast ?? limit.Above) is { } low && (limit.AtMost ?? limit.Below) is { } high
            && (low > high || (low == high && (limit.Above ?? limit.Below) is not null)))
            yield return ("", Invariant($"lets nothing pass between {low} and {high}; the lower bound must be below the upper one."));
        if (limit.Lowest > limit.Highest) yield return (".highest", Invariant($"is below lowest, {limit.Lowest}; no figure could be written down."));
        else if (bounds.FirstOrDefault(bound => !limit.Admits(bound), limit.Lowest ?? limit.Highest ?? 0) is var beyond && !limit.Admits(beyond))
            yield return ("", Invariant($"has the bound {beyond}, but there can only be figures {limit.DescribeRange()}; widen lowest and highest."));
        if (limit.Readings is < 1 or > MostReadings) yield return (".readings", Invariant($"is {limit.Readings}; give 1 to {MostReadings}."));
        if (limit.Decimals is < 0 or > MostDecimals) yield return (".decimals", Invariant($"is {limit.Decimals}; give 0 to {MostDecimals}."));
        else if (bounds.Length > 0 && bounds.Max(MeasureLimit.Digits) is var digits && digits > limit.Decimals)
            yield return (".decimals", Invariant($"is {limit.Decimals}, but a bound has {digits} digits after the point; give at least {digits}."));
    }

    /// <summary>True for <c>FTC-210-U2</c> as a part of <c>FTC-210</c> marked <c>-U</c>.</summary>
    private static bool IsPartOf(string code, string whole, string mark) =>
        code.StartsWith(whole + mark, StringComparison.Ordinal) && PartNumber().IsMatch(code.AsSpan(whole.Length + mark.Length));

    private static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text);

    private static string NotASlug(string text) => $"\"{text}\" is not a short name in small letters, digits and dashes, such as splice-bench.";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A[1-9][0-9]{0,2}\z")]
    private static partial Regex PartNumber();
}
