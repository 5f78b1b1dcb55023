using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Assessment;

/// <summary>What became of an entry: it is the mark; it waits for somebody to choose between it and what stands; a rule refused it; or somebody has seen to it.</summary>
public enum EntryState { Applied, Clash, Refused, Settled }

/// <summary>What somebody marked at a bay, under an id that their device gave it, so that sending it again changes nothing.</summary>
public sealed class BayEntry
{
    public required Guid Id { get; init; }

    /// <summary>Who said it.</summary>
    public required Guid Account { get; init; }

    public required SessionId Session { get; init; }

    public required PlaceId Place { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    /// <summary>Null where it speaks of a criterion.</summary>
    public AttendanceMark? Attendance { get; init; }

    public string? Unit { get; init; }

    public string? Criterion { get; init; }

    public Verdict? Outcome { get; init; }

    /// <summary>In the unit of the criterion's limit.</summary>
    public IReadOnlyList<decimal> Readings { get; init; } = [];

    public string? Note { get; init; }

    /// <summary>By the clock of the device, which may be wrong.</summary>
    public required DateTimeOffset SaidAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public EntryState State { get; private set; }

    /// <summary>Why it did not become the mark; null where it did.</summary>
    public string? Why { get; private set; }

    /// <summary>When the mark was made that it became.</summary>
    public DateTimeOffset? MarkedAt { get; private set; }

    public Guid? SettledBy { get; private set; }

    public DateTimeOffset? SettledAt { get; private set; }

    public bool IsOpen => State is EntryState.Clash or EntryState.Refused;

    public void Apply(DateTimeOffset markedAt) => (State, Why, MarkedAt) = (EntryState.Applied, null, markedAt);

    public void Clash(string why) => (State, Why) = (EntryState.Clash, why);

    public void Refuse(string why) => (State, Why) = (EntryState.Refused, why);

    /// <param name="markedAt">Of the mark it became after all; null when what stood was kept.</param>
    public void Settle(Guid by, DateTimeOffset now, DateTimeOffset? markedAt = null) => (State, SettledBy, SettledAt, MarkedAt) = (EntryState.Settled, by, now, markedAt);

    /// <summary>Whether it says of the same what the other says.</summary>
    public bool Says(BayEntry other) =>
        (Account, Session, Place, Trainee, Attendance, Unit, Criterion, Outcome, Note) == (other.Account, other.Session, other.Place, other.Trainee, other.Attendance, other.Unit, other.Criterion, other.Outcome, other.Note)
        && Readings.SequenceEqual(other.Readings);
}
