namespace FibreCentre.Planning;

/// <summary>What is to be planned: sessions that want a time and resources, and all that limits them. Days and slots count from 0; weights come from the caller.</summary>
public sealed record PlanningProblem
{
    /// <summary>The most days a problem may have.</summary>
    public const int MostDays = 1000;

    /// <summary>The most slots a day may have: a day's slots fit a word.</summary>
    public const int MostSlots = 64;

    /// <summary>The greatest number of anything.</summary>
    public const int Greatest = 1_000_000;

    /// <summary>The greatest weight of anything that is placed.</summary>
    public const int GreatestWeight = 10_000;

    /// <summary>The most seats of anything.</summary>
    public const int MostSeats = 10_000;

    /// <summary>The most groups, needs or kit a session may have.</summary>
    public const int MostOfSession = 64;

    /// <summary>Slots of a day, 1 to <see cref="MostSlots"/>.</summary>
    public required int SlotsPerDay { get; init; }

    /// <summary>Opening hours, one entry a day, 1 to <see cref="MostDays"/> of them; null where closed.</summary>
    public required IReadOnlyList<SlotRange?> Opening { get; init; }

    /// <summary>What can be in one place at a time.</summary>
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>Things used in numbers.</summary>
    public IReadOnlyList<Kit> Kit { get; init; } = [];

    /// <summary>Who attends.</summary>
    public required IReadOnlyList<Group> Groups { get; init; }

    /// <summary>What is to be placed.</summary>
    public required IReadOnlyList<Session> Sessions { get; init; }

    /// <summary>What a session costs that is not placed; more than any placement can save.</summary>
    public int UnplacedWeight { get; init; } = 10_000;
}

/// <summary>Slots of a day, [From, To).</summary>
/// <param name="From">The first slot.</param>
/// <param name="To">The slot after the last.</param>
public readonly record struct SlotRange(int From, int To);

/// <summary>A part of one day, [From, To) in slots.</summary>
/// <param name="Day">The day.</param>
/// <param name="From">The first slot.</param>
/// <param name="To">The slot after the last.</param>
public readonly record struct Window(int Day, int From, int To);
