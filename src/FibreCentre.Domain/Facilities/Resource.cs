namespace FibreCentre.Domain.Facilities;

/// <summary>What can be in one place at a time: a bay, a kit item, an instructor, a trainee.</summary>
public readonly record struct ResourceId(Guid Value);

public enum ResourceKind { Bay, Kit, Instructor, Trainee }

/// <summary>What a resource is kept for. All but the first two put it out of use.</summary>
public enum ReservationPurpose { Session, Practice, Closure, Leave, Breakdown, Maintenance, Calibration }

/// <summary>A resource kept for a time slot. The database refuses two that overlap.</summary>
public sealed class Reservation
{
    public required Guid Id { get; init; }

    public required ResourceId Resource { get; init; }

    public required ResourceKind Kind { get; init; }

    /// <summary>With the time around it: setting up and clearing away in a bay, an instructor's way there and back.</summary>
    public required TimeSlot During { get; set; }

    public required ReservationPurpose Purpose { get; init; }

    public Cohorts.SessionId? Session { get; init; }

    public OutageId? Outage { get; init; }

    public PracticeId? Practice { get; init; }

    /// <summary>Whose trainee; null for what is the centre's.</summary>
    public Providers.ProviderId? Provider { get; init; }

    public Places.PlaceId? Place { get; init; }

    public string? Note { get; init; }

    /// <summary>What serves a session, for as long as it takes of each; see <see cref="Occupation"/>.</summary>
    public static Reservation ForSession(Cohorts.SessionId session, ResourceId resource, ResourceKind kind, TimeSlot during) =>
        new() { Id = Guid.NewGuid(), Resource = resource, Kind = kind, During = during, Purpose = ReservationPurpose.Session, Session = session };
}
