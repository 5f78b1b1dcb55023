using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>Which sessions somebody must have attended before an assessment.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<AttendanceKind>))]
public enum AttendanceKind
{
    /// <summary>Any one of the cohort's.</summary>
    AnySession,

    /// <summary>Every one that has begun.</summary>
    EverySession,

    /// <summary>A share of those that have begun.</summary>
    Share,
}

/// <summary>What attendance an assessment takes; late counts as present.</summary>
/// <param name="Percent">At least so much of the sessions that have begun, 1 to 100; for <see cref="AttendanceKind.Share"/> and nothing else.</param>
public sealed record AttendanceRule(AttendanceKind Kind, int? Percent = null)
{
    /// <summary>Where a course says nothing.</summary>
    public static readonly AttendanceRule Usual = new(AttendanceKind.AnySession);

    public static readonly AttendanceRule EverySession = new(AttendanceKind.EverySession);

    /// <summary>As in "Assessed after ...".</summary>
    [JsonIgnore]
    public string InWords => Kind switch
    {
        AttendanceKind.EverySession => "attending every session so far",
        AttendanceKind.Share => $"attending at least {Percent} % of the sessions so far",
        _ => "attending a session",
    };

    /// <summary>The sessions that stand in the way of an assessment; empty where nothing does, null where nothing was attended at all.</summary>
    /// <param name="sessions">Of the cohort, in order: whether each has begun, and whether it was attended.</param>
    public IReadOnlyList<T>? Missing<T>(IEnumerable<(T Session, bool HasBegun, bool Attended)> sessions)
    {
        var all = sessions.ToList();
        if (!all.Exists(each => each.Attended)) return null;
        // Whoever is marked before a session begins, as the register opens in the morning, is there.
        var counting = all.FindAll(each => each.HasBegun || each.Attended);
        var missed = counting.FindAll(each => !each.Attended);
        var enough = Kind switch
        {
            AttendanceKind.EverySession => missed.Count == 0,
            AttendanceKind.Share => (counting.Count - missed.Count) * 100 >= Percent * counting.Count,
            _ => true,
        };
        return enough ? [] : missed.ConvertAll(each => each.Session);
    }
}
