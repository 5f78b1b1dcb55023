using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Evidence;

/// <summary>Chosen by whoever adds it: the same one sent twice is the same evidence.</summary>
public readonly record struct EvidenceId(Guid Value);

public enum EvidenceKind { Photo, File, Statement, Certificate, Trace }

/// <summary>Something that shows what a trainee did in a unit. It can be taken back until a decision rests on it; then it stands as it is.</summary>
public sealed class EvidenceItem
{
    public required EvidenceId Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    public required PlaceId Place { get; init; }

    public required string UnitCode { get; init; }

    /// <summary>Null where it speaks of the whole unit.</summary>
    public string? Criterion { get; init; }

    public required EvidenceKind Kind { get; init; }

    public required string Caption { get; init; }

    /// <summary>SHA-256 of what is kept, in hexadecimal; of a statement, of its salt and its words.</summary>
    public required string Hash { get; init; }

    /// <summary>The file; null for a statement.</summary>
    public StoredFile? File { get; init; }

    /// <summary>What a witness says; null for a file.</summary>
    public WitnessStatement? Statement { get; init; }

    public required Guid AddedBy { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public Guid? WithdrawnBy { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public string? WithdrawnBecause { get; private set; }

    /// <summary>The line of the ledger that rests on it; null while nothing is signed.</summary>
    public Guid? Decision { get; private set; }

    /// <summary>When the person was erased whom it shows; what is left is that it was there.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    public bool IsOpen => WithdrawnAt is null && Decision is null;

    /// <summary>Takes it back. What was signed with it stays.</summary>
    public Result<EvidenceItem> Withdraw(string because, Guid by, DateTimeOffset now)
    {
        if (Decision is not null) return EvidenceErrors.DecisionRestsOnIt();
        if (WithdrawnAt is not null) return EvidenceErrors.AlreadyWithdrawn();
        (WithdrawnBecause, WithdrawnBy, WithdrawnAt) = (because, by, now);
        return this;
    }

    /// <summary>A decision was signed that rests on it.</summary>
    public void RestOn(Guid decision) => Decision = decision;
}

/// <summary>A file of the evidence folder.</summary>
/// <param name="MediaType">As its bytes say.</param>
/// <param name="Bytes">Of what is kept.</param>
/// <param name="OriginalHash">SHA-256 of what was sent, in hexadecimal: a photo is kept without what it said about where it was taken.</param>
/// <param name="SamplesHash">Of a trace, of its samples alone; null where there is no such thing.</param>
/// <param name="Thumbnail">SHA-256 of a small picture of it; null without one.</param>
public sealed record StoredFile(string MediaType, long Bytes, string OriginalHash, string? SamplesHash, string? Thumbnail);

/// <summary>What somebody who saw it says. Personal, so the ledger knows only its salted hash.</summary>
public sealed record WitnessStatement(string Witness, string Role, string Words, byte[] Salt);
