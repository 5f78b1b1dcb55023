namespace FibreCentre.Domain.Facilities;

/// <summary>What can be in one place at a time: a bay, a kit item, an instructor, a trainee.</summary>
public readonly record struct ResourceId(Guid Value);

public enum ResourceKind { Bay, Kit, Instructor, Trainee }

/// <summary>A place where practical work is done, or a classroom.</summary>
public sealed class Bay
{
    public required ResourceId Id { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    /// <summary>The kind a course asks for, such as <c>splice-bench</c>.</summary>
    public required string BayKind { get; init; }

    /// <summary>How many trainees can work in it at once.</summary>
    public required int Capacity { get; init; }
}

/// <summary>One serialised piece of equipment.</summary>
public sealed class KitItem
{
    public required ResourceId Id { get; init; }

    public required string KitType { get; init; }

    public required string SerialNumber { get; init; }

    /// <summary>The last day its calibration or inspection counts; null when it needs none.</summary>
    public DateOnly? CalibratedUntil { get; init; }

    public bool IsUsableOn(DateOnly day) => CalibratedUntil is not { } until || day <= until;
}

public sealed class Instructor
{
    private readonly List<Qualification> _qualifications = [];

    public required ResourceId Id { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public IReadOnlyList<Qualification> Qualifications => _qualifications;

    /// <summary>The first of the qualifications asked for that does not count on that day; null when all do.</summary>
    public string? Lacks(IEnumerable<string> qualifications, DateOnly day) =>
        qualifications.FirstOrDefault(asked => !_qualifications.Exists(held => held.Name == asked && held.CountsOn(day)));

    public void Hold(Qualification qualification) => _qualifications.Add(qualification);
}

/// <summary>What an instructor may teach and assess, and from when until when. Both ends count.</summary>
public sealed record Qualification(Guid Id, string Name, DateOnly ValidFrom, DateOnly? ValidUntil)
{
    public bool CountsOn(DateOnly day) => ValidFrom <= day && (ValidUntil is not { } until || day <= until);
}

/// <summary>A resource kept for a time slot. The database refuses two that overlap.</summary>
public sealed class Reservation
{
    public required Guid Id { get; init; }

    public required ResourceId Resource { get; init; }

    public required ResourceKind Kind { get; init; }

    public required TimeSlot During { get; set; }

    public required ReservationPurpose Purpose { get; init; }

    public Cohorts.SessionId? Session { get; init; }

    public Providers.ProviderId? Provider { get; init; }

    public Places.PlaceId? Place { get; init; }

    public string? Note { get; init; }
}

public enum ReservationPurpose { Session, Closure, Leave, Maintenance }
