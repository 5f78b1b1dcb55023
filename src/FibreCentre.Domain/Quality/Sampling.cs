using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FibreCentre.Domain.Quality;

/// <summary>What the ledger said of a decision and of those before it, counted by their lines: the same whenever it is asked.</summary>
public abstract record DecisionCounts
{
    public required SamplingStage Stage { get; init; }

    /// <summary>The unit has a safety-critical criterion.</summary>
    public required bool SafetyCritical { get; init; }

    /// <summary>Decisions that its assessor had signed before.</summary>
    public required int SignedBefore { get; init; }

    /// <summary>Decisions on this version of the course before it.</summary>
    public required int VersionBefore { get; init; }

    /// <summary>Decisions of its assessor on this unit before it.</summary>
    public required int Own { get; init; }

    public required int OwnCompetent { get; init; }

    /// <summary>Decisions of everybody else on this unit before it.</summary>
    public required int Others { get; init; }

    public required int OthersCompetent { get; init; }
}

/// <summary>The same by themselves, as they are read.</summary>
public sealed record DecisionFacts : DecisionCounts;

/// <summary>One draw over the lines of the ledger after one and up to another. Its seed is made when the last of them is signed already.</summary>
public sealed record SamplingDraw
{
    public required Guid Id { get; init; }

    /// <summary>Where the draw before ended; null for the first.</summary>
    public required long? After { get; init; }

    /// <summary>The last line of the ledger it looked at.</summary>
    public required long Until { get; init; }

    /// <summary>256 random bits.</summary>
    public required byte[] Seed { get; init; }

    public required DateTimeOffset DrawnAt { get; init; }
}

/// <summary>A decision as a draw looked at it.</summary>
public sealed record ConsideredDecision : DecisionCounts
{
    private ConsideredDecision() { }

    [SetsRequiredMembers]
    private ConsideredDecision(DecisionCounts counts, SamplingDraw draw, Guid decision, SamplingPlan plan, Weight weight) : base(counts) =>
        (Decision, Draw, Plan, PlanNumber, Reasons, Percent, Drawn) = (decision, draw.Id, plan.Id, plan.Number, weight.Reasons, weight.Percent, Sampling.Falls(draw.Seed, decision, weight.Percent));

    public required Guid Decision { get; init; }

    public required Guid Draw { get; init; }

    public required SamplingPlanId Plan { get; init; }

    public required int PlanNumber { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>How likely it was to be drawn.</summary>
    public required int Percent { get; init; }

    public required bool Drawn { get; init; }

    public static ConsideredDecision Of(SamplingDraw draw, Guid decision, SamplingPlan plan, DecisionCounts facts)
    {
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(plan);
        return new(facts, draw, decision, plan, plan.Weigh(facts));
    }

    /// <summary>Whether drawing it again comes to the same, reason by reason.</summary>
    public bool IsAgain(ConsideredDecision again) => this with { Reasons = again.Reasons } == again && Reasons.SequenceEqual(again.Reasons);
}

/// <summary>Whether a decision is drawn: a function of the seed and the decision alone, that whoever has the seed can work out again.</summary>
public static class Sampling
{
    public const int SeedLength = 32;

    private const int IdLength = 16, Bits = 56;

    /// <summary>
    /// The first 56 bits of SHA-256 over the seed and the decision's id (RFC 9562, most significant byte first), as a fraction of 2^56, lie below the percentage. In whole numbers, so that
    /// 0 never falls and 100 always does, and the database's audit works out the same.
    /// </summary>
    public static bool Falls(ReadOnlySpan<byte> seed, Guid decision, int percent)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedLength);
        Span<byte> text = stackalloc byte[SeedLength + IdLength];
        seed.CopyTo(text);
        decision.TryWriteBytes(text[SeedLength..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        var point = (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> (64 - Bits));
        return point * 100 < (long)percent << Bits;
    }
}
