namespace FibreCentre.Planning;

/// <summary>Why a session cannot be somewhere.</summary>
public enum CauseKind
{
    /// <summary>No day is open long enough after its groups' earliest day.</summary>
    NoTime,

    /// <summary>A group cannot attend then.</summary>
    GroupClosed,

    /// <summary>A group is in another session.</summary>
    GroupElsewhere,

    /// <summary>A session that comes before it is not over, or one that comes after it has begun.</summary>
    Order,

    /// <summary>No resource meets the need at all on that day.</summary>
    NoneMeets,

    /// <summary>Every resource that meets the need is closed or would be used too long that day.</summary>
    NeedClosed,

    /// <summary>Every resource that meets the need and is open is used by others.</summary>
    NeedUsed,

    /// <summary>There are too few units of a kit that day.</summary>
    KitAway,

    /// <summary>Too few units of a kit are left by others.</summary>
    KitUsed,
}

/// <summary>One cause, and where it is one.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Days">Days on which it stands in the way at some time, in order.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="What">What is short: the kind of resource with what it must hold or be able to, or the kit; null where it is about times and groups.</param>
public sealed record Cause(CauseKind Kind, IReadOnlyList<int> Days, string Sentence, string? What = null);

/// <summary>A cause that alone keeps a session out somewhere.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Days">Days on which the session could be without it.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record Remedy(Cause Cause, IReadOnlyList<int> Days, string Sentence);
