namespace FibreCentre.Planning;

/// <summary>A room, a person, a machine: one session at a time.</summary>
public sealed record Resource
{
    /// <summary>Its name, unique among the resources.</summary>
    public required string Id { get; init; }

    /// <summary>What it is; a need asks for one kind.</summary>
    public required string Kind { get; init; }

    /// <summary>How many it holds.</summary>
    public int Seats { get; init; }

    /// <summary>What it can do, and on which days.</summary>
    public IReadOnlyList<Skill> Skills { get; init; } = [];

    /// <summary>The most slots it may be used on one day; null without a limit.</summary>
    public int? MaxSlotsPerDay { get; init; }

    /// <summary>When it cannot be used. May overlap.</summary>
    public IReadOnlyList<Window> Closed { get; init; } = [];

    /// <summary>Its fair share of slots over the whole problem; null when any load is as good.</summary>
    public int? FairSlots { get; init; }

    /// <summary>What each slot above <see cref="FairSlots"/> costs.</summary>
    public int FairWeight { get; init; }
}

/// <summary>A qualification with its validity.</summary>
/// <param name="Name">What a need asks for.</param>
/// <param name="FromDay">The first day it holds.</param>
/// <param name="ToDay">The last day it holds.</param>
public sealed record Skill(string Name, int FromDay = 0, int ToDay = int.MaxValue);

/// <summary>A pool of equal things.</summary>
public sealed record Kit
{
    /// <summary>Its name, unique among the kit.</summary>
    public required string Id { get; init; }

    /// <summary>How many there are.</summary>
    public required int Units { get; init; }

    /// <summary>When some of them are away.</summary>
    public IReadOnlyList<KitOutage> Out { get; init; } = [];
}

/// <summary>Units away from a first to a last day, both included.</summary>
/// <param name="FirstDay">The first day.</param>
/// <param name="LastDay">The last day.</param>
/// <param name="Units">How many are away.</param>
public readonly record struct KitOutage(int FirstDay, int LastDay, int Units);
