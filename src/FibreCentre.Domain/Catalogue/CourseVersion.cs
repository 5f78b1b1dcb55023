namespace FibreCentre.Domain.Catalogue;

public readonly record struct CourseVersionId(Guid Value)
{
    public static CourseVersionId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>A course as it was published. It never changes; a change is a new version, and cohorts keep theirs.</summary>
public sealed class CourseVersion
{
    public required CourseVersionId Id { get; init; }

    public required CourseCode Course { get; init; }

    /// <summary>1 for the first version published.</summary>
    public required int Number { get; init; }

    public required string Title { get; init; }

    public required CourseSpec Spec { get; init; }

    /// <summary>SHA-256 of the stored spec, in lower-case hexadecimal: equal content is the same version.</summary>
    public required string ContentHash { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public Guid? PublishedBy { get; init; }
}
