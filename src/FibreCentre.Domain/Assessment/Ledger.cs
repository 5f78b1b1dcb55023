using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Assessment;

public enum LedgerKind { Decision, Countersignature, Certificate, Revocation, Correction, Appeal }

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

    /// <summary>The decision a countersignature, a correction or the outcome of an appeal speaks of.</summary>
    public Guid? Decision { get; init; }

    public required Guid SignedBy { get; init; }

    /// <summary>Who signed the decision that is spoken of; the database refuses the same person.</summary>
    public Guid? DecisionBy { get; init; }

    /// <summary>To the microsecond, as the database keeps it.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>JSON, exactly the text that was hashed.</summary>
    public required string Content { get; init; }

    public required byte[] PreviousHash { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>SHA-256 of <see cref="CanonicalLine"/>.</summary>
    public byte[] ComputeHash() => SHA256.HashData(Canonical(new()));

    internal ReadOnlySpan<byte> Canonical(CanonicalLine line) => line.Write(
        PreviousHash, Number, Id, Kind, Provider.Value, Trainee.Value, Attempt?.Value, Decision, SignedBy, DecisionBy, Chain.Microseconds(SignedAt), Encoding.UTF8.GetBytes(Content));
}

/// <summary>The last line of the ledger: what the next one follows.</summary>
public sealed record LedgerHead(long Number, byte[] Hash);

/// <summary>Where a chain stops being whole.</summary>
/// <param name="Number">The first line that is wrong or missing.</param>
public sealed record ChainFault(long Number, string Why);

/// <summary>
/// The bytes of a line that are hashed: every field in order, each led by its length in four bytes, so that no two different lines read the same. Figures are big-endian,
/// ids their usual 36 characters, what is missing is empty. One of these writes any number of lines, one after the other, into the same memory.
/// </summary>
public sealed class CanonicalLine
{
    private static readonly byte[][] Kinds = [.. Enum.GetNames<LedgerKind>().Select(Encoding.UTF8.GetBytes)];

    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <param name="signedAt">Microseconds since the beginning of year 1, UTC.</param>
    /// <param name="content">UTF-8.</param>
    /// <returns>Good until the next call.</returns>
    public ReadOnlySpan<byte> Write(
        ReadOnlySpan<byte> previousHash, long number, Guid id, LedgerKind kind, Guid provider, Guid trainee, Guid? attempt, Guid? decision, Guid signedBy, Guid? decisionBy, long signedAt, ReadOnlySpan<byte> content)
    {
        _length = 0;
        Add(previousHash);
        Add(number);
        Add(id);
        Add(Kinds[(int)kind]);
        Add(provider);
        Add(trainee);
        Add(attempt);
        Add(decision);
        Add(signedBy);
        Add(decisionBy);
        Add(signedAt);
        Add(content);
        return _bytes.AsSpan(0, _length);
    }

    private void Add(ReadOnlySpan<byte> field) => field.CopyTo(Next(field.Length));

    private void Add(long figure) => BinaryPrimitives.WriteInt64BigEndian(Next(sizeof(long)), figure);

    private void Add(Guid? id)
    {
        if (id is { } known) known.TryFormat(Next(36), out _, "D");
        else Next(0);
    }

    private Span<byte> Next(int length)
    {
        var from = _length + sizeof(int);
        if (from + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(from + length, 2 * _bytes.Length));
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_length), length);
        _length = from + length;
        return _bytes.AsSpan(from, length);
    }
}

/// <summary>Walks lines in order from number 1 and stops at the first that does not fit. Heads that were kept elsewhere are held against the lines they were taken from.</summary>
/// <param name="kept">The fingerprint that a line had, by its number.</param>
public sealed class ChainWalk(IReadOnlyDictionary<long, byte[]>? kept = null)
{
    private readonly byte[] _last = [.. Chain.Genesis], _computed = new byte[SHA256.HashSizeInBytes];

    /// <summary>The last line that fits.</summary>
    public long Number { get; private set; }

    public ChainFault? Fault { get; private set; }

    /// <param name="canonical">The bytes of <see cref="CanonicalLine"/>; empty for a line that cannot be read.</param>
    /// <returns>False at the first line that does not fit, and from then on.</returns>
    public bool Take(long number, ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> canonical)
    {
        if (Fault is not null) return false;
        SHA256.HashData(canonical, _computed);
        Fault = number != Number + 1 ? new(Number + 1, "the line is missing, or lines were put in another order")
            : !previousHash.SequenceEqual(_last) ? new(number, "it does not follow the line before it")
            : canonical.IsEmpty || !hash.SequenceEqual(_computed) ? new(number, "its content was altered")
            : kept is not null && kept.TryGetValue(number, out var fingerprint) && !hash.SequenceEqual(fingerprint) ? new(number, "it is not the line whose fingerprint was kept: the ledger was written anew")
            : null;
        if (Fault is not null) return false;
        Number = number;
        hash.CopyTo(_last);
        return true;
    }

    /// <summary>After the last line: whether it is the one that was signed last, and none is missing that a kept head was taken from.</summary>
    public ChainFault? End(LedgerHead head) => Fault
        ?? (Number < head.Number || kept?.Keys.Any(number => number > Number) == true ? new(Number + 1, "the end of the ledger is missing")
            : Number > head.Number ? new(head.Number + 1, "a line stands after the last one that was signed")
            : !head.Hash.AsSpan().SequenceEqual(_last) ? new(Number, "it is not the last line that was signed")
            : null);
}

public static class Chain
{
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    public static LedgerEntry Append(
        LedgerHead head, LedgerKind kind, ProviderId provider, TraineeId trainee, AttemptId? attempt, Guid? decision, Guid signedBy, Guid? decisionBy, string content, DateTimeOffset now)
    {
        var (number, id, at) = (head.Number + 1, Guid.CreateVersion7(now), now.AsKept());
        var hash = SHA256.HashData(new CanonicalLine().Write(head.Hash, number, id, kind, provider.Value, trainee.Value, attempt?.Value, decision, signedBy, decisionBy, Microseconds(at), Encoding.UTF8.GetBytes(content)));
        return new()
        {
            Number = number, Id = id, Kind = kind, Provider = provider, Trainee = trainee, Attempt = attempt, Decision = decision, SignedBy = signedBy, DecisionBy = decisionBy, SignedAt = at, Content = content,
            PreviousHash = head.Hash, Hash = hash,
        };
    }

    /// <summary>Checks lines in order from number 1. The head, kept elsewhere too, shows when the tail is missing.</summary>
    public static ChainFault? Verify(IEnumerable<LedgerEntry> entries, LedgerHead head)
    {
        var (walk, line) = (new ChainWalk(), new CanonicalLine());
        foreach (var entry in entries)
        {
            if (!walk.Take(entry.Number, entry.PreviousHash, entry.Hash, entry.Canonical(line))) break;
        }
        return walk.End(head);
    }

    internal static long Microseconds(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMicrosecond;
}
