using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Assessment;

public enum LedgerKind { Decision, Countersignature, Certificate, Revocation }

/// <summary>
/// One line of the ledger of decisions. It is never changed; each carries the hash of the line before it.
/// It names people by id only: what is personal stays in tables that can be erased.
/// </summary>
public sealed class LedgerEntry
{
    /// <summary>From 1 upwards without a gap.</summary>
    public required long Number { get; init; }

    public required Guid Id { get; init; }

    public required LedgerKind Kind { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    public AttemptId? Attempt { get; init; }

    /// <summary>The decision a countersignature speaks of.</summary>
    public Guid? Decision { get; init; }

    public required Guid SignedBy { get; init; }

    /// <summary>Who signed the decision that is countersigned; the database refuses the same person.</summary>
    public Guid? DecisionBy { get; init; }

    /// <summary>To the microsecond, as the database keeps it.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>JSON, exactly the text that was hashed.</summary>
    public required string Content { get; init; }

    public required byte[] PreviousHash { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>SHA-256 over the fields in order, each led by its length, so that no two different lines read the same.</summary>
    public byte[] ComputeHash() => Chain.Hash(PreviousHash, Number, Id, Kind, Provider, Trainee, Attempt, Decision, SignedBy, DecisionBy, SignedAt, Content);
}

/// <summary>The last line of the ledger: what the next one follows.</summary>
public sealed record LedgerHead(long Number, byte[] Hash);

/// <summary>Where a chain stops being whole.</summary>
/// <param name="Number">The first line that is wrong or missing.</param>
public sealed record ChainFault(long Number, string Why);

public static class Chain
{
    public static readonly byte[] Genesis = new byte[32];

    public static LedgerEntry Append(
        LedgerHead head, LedgerKind kind, ProviderId provider, TraineeId trainee, AttemptId? attempt, Guid? decision, Guid signedBy, Guid? decisionBy, string content, DateTimeOffset now)
    {
        var at = new DateTimeOffset(now.UtcTicks / 10 * 10, TimeSpan.Zero);
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Number = head.Number + 1, Id = id, Kind = kind, Provider = provider, Trainee = trainee, Attempt = attempt, Decision = decision,
            SignedBy = signedBy, DecisionBy = decisionBy, SignedAt = at, Content = content, PreviousHash = head.Hash,
            Hash = Hash(head.Hash, head.Number + 1, id, kind, provider, trainee, attempt, decision, signedBy, decisionBy, at, content),
        };
    }

    /// <summary>Checks lines in order from number 1. The head, kept elsewhere too, shows when the tail is missing.</summary>
    public static ChainFault? Verify(IEnumerable<LedgerEntry> entries, LedgerHead head)
    {
        var last = new LedgerHead(0, Genesis);
        foreach (var entry in entries)
        {
            if (entry.Number != last.Number + 1) return new(last.Number + 1, "the line is missing, or lines were put in another order");
            if (!entry.PreviousHash.AsSpan().SequenceEqual(last.Hash)) return new(entry.Number, "it does not follow the line before it");
            if (!entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash())) return new(entry.Number, "its content was altered");
            last = new(entry.Number, entry.Hash);
        }
        return last.Number != head.Number ? new(last.Number + 1, "the end of the ledger is missing")
            : !last.Hash.AsSpan().SequenceEqual(head.Hash) ? new(last.Number, "it is not the last line that was signed")
            : null;
    }

    internal static byte[] Hash(
        byte[] previous, long number, Guid id, LedgerKind kind, ProviderId provider, TraineeId trainee, AttemptId? attempt, Guid? decision, Guid signedBy, Guid? decisionBy, DateTimeOffset at, string content)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(previous);
        Span<byte> figure = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(figure, number);
        Add(figure);
        AddText(id.ToString("D"));
        AddText(kind.ToString());
        AddText(provider.Value.ToString("D"));
        AddText(trainee.Value.ToString("D"));
        AddText(attempt?.Value.ToString("D") ?? "");
        AddText(decision?.ToString("D") ?? "");
        AddText(signedBy.ToString("D"));
        AddText(decisionBy?.ToString("D") ?? "");
        BinaryPrimitives.WriteInt64BigEndian(figure, at.UtcTicks / 10);
        Add(figure);
        AddText(content);
        return sha.GetHashAndReset();

        void AddText(string text) => Add(Encoding.UTF8.GetBytes(text));
        void Add(ReadOnlySpan<byte> bytes)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }
    }
}
