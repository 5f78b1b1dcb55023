namespace FibreCentre.Planning;

/// <summary>Those who attend together, and so can be in one session at a time.</summary>
public sealed record Group
{
    /// <summary>Its name, unique among the groups.</summary>
    public required string Id { get; init; }

    /// <summary>The first day it may have sessions on; its finish counts from here.</summary>
    public int EarliestDay { get; init; }

    /// <summary>The day it should have finished by; null without one.</summary>
    public int? DueDay { get; init; }

    /// <summary>On how many days its sessions should be spread at least.</summary>
    public int WantedDays { get; init; }

    /// <summary>When it cannot attend. May overlap.</summary>
    public IReadOnlyList<Window> Closed { get; init; } = [];

    /// <summary>What its plan costs.</summary>
    public GroupWeights Weights { get; init; } = GroupWeights.None;
}

/// <summary>What a group's plan costs; 0 where it does not matter.</summary>
public sealed record GroupWeights
{
    /// <summary>Nothing matters besides what is hard.</summary>
    public static readonly GroupWeights None = new();

    /// <summary>For each day from the earliest to the last one attended.</summary>
    public int Finish { get; init; }

    /// <summary>For each day past the due day.</summary>
    public int Late { get; init; }

    /// <summary>For each day attended beyond the fewest that could hold all its sessions.</summary>
    public int Day { get; init; }

    /// <summary>For each idle slot between the first and the last session of a day.</summary>
    public int Gap { get; init; }

    /// <summary>For each slot taught with nothing in the slot before and after it.</summary>
    public int LoneSlot { get; init; }

    /// <summary>For each day short of <see cref="Group.WantedDays"/>.</summary>
    public int MissingDay { get; init; }
}
