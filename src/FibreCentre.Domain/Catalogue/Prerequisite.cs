using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>Something a trainee must satisfy on every day of the cohort, not on the day of booking.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(HoldsCertificate), "holdsCertificate")]
[JsonDerivedType(typeof(Declares), "declares")]
[JsonDerivedType(typeof(MinimumAge), "minimumAge")]
public abstract record Prerequisite;

/// <summary>Holds a certificate of another course that is valid on the day.</summary>
/// <param name="Course">The course, in any of its versions.</param>
public sealed record HoldsCertificate(CourseCode Course) : Prerequisite;

/// <summary>Has declared something that still stands on the day.</summary>
/// <param name="Declaration">One of <see cref="Declarations.All"/>.</param>
public sealed record Declares(string Declaration) : Prerequisite;

/// <summary>Is at least so old on the first day.</summary>
/// <param name="Years">Completed years of age.</param>
public sealed record MinimumAge(int Years) : Prerequisite;

/// <summary>What a trainee, or the employer for them, can declare.</summary>
public static class Declarations
{
    /// <summary>Will show an official photo ID on arrival.</summary>
    public const string PhotoId = "photo-id";

    /// <summary>Is fit for the physical work of the course.</summary>
    public const string Fitness = "fitness";

    /// <summary>Is within the weight that the fall-arrest equipment is rated for, tools included.</summary>
    public const string Weight = "weight";

    /// <summary>Was trained in asbestos awareness within the last 12 months.</summary>
    public const string AsbestosAwareness = "asbestos-awareness";

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } = new[] { PhotoId, Fitness, Weight, AsbestosAwareness }.ToFrozenSet();
}
