using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Facilities;

public readonly record struct PracticeId(Guid Value)
{
    public static PracticeId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum PracticeState { Booked, Released }

/// <summary>A bay booked for one trainee to practise in.</summary>
public sealed class Practice
{
    public required PracticeId Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    public required ResourceId Bay { get; init; }

    /// <summary>Who is present; null where the kind of bay lets people practise alone.</summary>
    public ResourceId? Supervisor { get; init; }

    public required TimeSlot During { get; init; }

    public PracticeState State { get; private set; } = PracticeState.Booked;

    public required Guid BookedBy { get; init; }

    public required DateTimeOffset BookedAt { get; init; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    public static Practice Book(Trainee trainee, Bay bay, ResourceId? supervisor, TimeSlot during, Guid by, DateTimeOffset now) =>
        new() { Id = PracticeId.New(now), Provider = trainee.Provider, Trainee = trainee.Id, Bay = bay.Id, Supervisor = supervisor, During = during, BookedBy = by, BookedAt = now };

    /// <summary>What keeps the bay, whoever is present and the trainee for it, with the time around it that the kind of bay asks for.</summary>
    public IEnumerable<Reservation> Reservations(BayKind kind)
    {
        yield return Keep(Bay, ResourceKind.Bay, kind.AroundBay.Around(During));
        yield return Keep(Trainee.AsResource, ResourceKind.Trainee, During, Provider);
        if (Supervisor is { } present) yield return Keep(present, ResourceKind.Instructor, kind.AroundInstructor.Around(During));
    }

    /// <summary>Gives the bay back; not once it has begun.</summary>
    public Result<Practice> Release(DateTimeOffset now)
    {
        if (State == PracticeState.Released) return FacilityErrors.PracticeReleased();
        if (During.Start <= now) return FacilityErrors.PracticeBegun();
        (State, ReleasedAt) = (PracticeState.Released, now);
        return this;
    }

    /// <summary>The centre takes it back, whatever the time: the bay or the supervisor is out of use.</summary>
    public void CallOff(DateTimeOffset now) => (State, ReleasedAt) = (PracticeState.Released, ReleasedAt ?? now);

    private Reservation Keep(ResourceId resource, ResourceKind kind, TimeSlot during, ProviderId? provider = null) =>
        new() { Id = Guid.NewGuid(), Resource = resource, Kind = kind, During = during, Purpose = ReservationPurpose.Practice, Practice = Id, Provider = provider };
}
