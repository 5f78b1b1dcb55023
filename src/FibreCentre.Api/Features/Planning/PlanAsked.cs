using System.Text.Json;

namespace FibreCentre.Api.Features.Planning;

/// <summary>What a run is to plan, as its row keeps it.</summary>
/// <param name="From">The first day that is looked at.</param>
/// <param name="MayMove">Whether what is announced may move, at a price.</param>
/// <param name="Outages">What is proposed to be out of use and is settled with the plan.</param>
/// <param name="Fixed">Sessions that stay where they are.</param>
internal sealed record PlanAsked(DateOnly From, IReadOnlyList<CohortsWanted> Cohorts, bool MayMove, IReadOnlyList<Guid> Outages, IReadOnlyList<Guid> Fixed);

/// <summary>So many cohorts of a course.</summary>
/// <param name="Count">From 1 to 12.</param>
/// <param name="Places">Of each, from 1 to 60.</param>
/// <param name="NotBefore">The wished first day.</param>
/// <param name="DueBy">The day by which they should be finished; null when it does not matter.</param>
public sealed record CohortsWanted(string Course, int Count, int Places, DateOnly NotBefore, DateOnly? DueBy = null);

/// <summary>A plan in the centre's terms, as a run's row keeps it. It names no trainee, and people by their ids alone.</summary>
/// <param name="Cohorts">Those that are new, and those of the announced ones of which something moves, is hit or finds no place.</param>
/// <param name="Costs">What is paid for what, without what costs nothing.</param>
/// <param name="Loads">Minutes that each instructor teaches in the days that were looked at, with what was planned before.</param>
/// <param name="Hit">Announced sessions that the outages leave no room for.</param>
/// <param name="Moved">Announced sessions that change.</param>
/// <param name="LeftOut">Why sessions have no place; null while it is being made.</param>
internal sealed record PlanDraft(IReadOnlyList<DraftCohort> Cohorts, IReadOnlyDictionary<string, long> Costs, IReadOnlyDictionary<Guid, int> Loads, int Hit, int Moved, IReadOnlyList<UnplacedAnswer>? LeftOut = null)
{
    public IEnumerable<DraftSession> Sessions => Cohorts.SelectMany(cohort => cohort.Sessions);
}

/// <param name="Key">Of a new one its row and number, such as <c>2.1</c>; else its id.</param>
/// <param name="Existing">Null for one that is new.</param>
internal sealed record DraftCohort(string Key, string Label, string Course, string Title, int Places, Guid? Existing, DateOnly? NotBefore, DateOnly? DueBy, IReadOnlyList<DraftSession> Sessions)
{
    public bool IsPlaced => Sessions.All(session => session.At is not null);
}

/// <param name="At">Null while it has no place.</param>
/// <param name="Was">Where it was announced; null for one that is new.</param>
internal sealed record DraftSession(string Key, int Number, string Title, string BayKind, DraftPlace? At, DraftPlace? Was, bool IsHit)
{
    public bool IsMoved => At is not null && Was is not null && !At.IsSame(Was);

    /// <summary>Whoever attends has to come at another time; else only the bay or the instructor is another.</summary>
    public bool IsRetimed => At is not null && Was is not null && !At.IsSameTime(Was);
}

/// <summary>A time on the centre's clocks and who and what serves it there.</summary>
internal sealed record DraftPlace(DateOnly Day, TimeOnly Starts, TimeOnly Ends, IReadOnlyList<Guid> Bays, IReadOnlyList<Guid> Instructors)
{
    public bool IsSameTime(DraftPlace other) => (Day, Starts, Ends) == (other.Day, other.Starts, other.Ends);

    public bool IsSame(DraftPlace other) => IsSameTime(other) && Bays.ToHashSet().SetEquals(other.Bays) && Instructors.ToHashSet().SetEquals(other.Instructors);
}

internal static class PlanningJson
{
    public static string Write<T>(T document) => JsonSerializer.Serialize(document, JsonSerializerOptions.Web);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
}
