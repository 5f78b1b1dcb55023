namespace FibreCentre.Planning;

/// <summary>What gets one time, one resource for each of its needs, and kit.</summary>
public sealed record Session
{
    /// <summary>Its name, unique among the sessions.</summary>
    public required string Id { get; init; }

    /// <summary>Slots it takes, all on one day.</summary>
    public required int Length { get; init; }

    /// <summary>Who attends: ids of groups, each once.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Resources it uses throughout, one for each need, never the same twice.</summary>
    public IReadOnlyList<Need> Needs { get; init; } = [];

    /// <summary>Kit it uses throughout.</summary>
    public IReadOnlyList<KitNeed> Kit { get; init; } = [];

    /// <summary>Sessions that end before it starts.</summary>
    public IReadOnlyList<After> After { get; init; } = [];

    /// <summary>Where it is and stays; null when it may be placed anywhere.</summary>
    public Placement? Pinned { get; init; }

    /// <summary>Where people were told it is; null when nobody was told.</summary>
    public Placement? Announced { get; init; }

    /// <summary>What it costs when anything is different from what was announced.</summary>
    public int DisturbWeight { get; init; }

    /// <summary>What it costs besides when the time is another one.</summary>
    public int MoveWeight { get; init; }

    /// <summary>What it costs besides for each need that has another resource.</summary>
    public int ChangeWeight { get; init; }
}

/// <summary>One resource of a kind.</summary>
public sealed record Need
{
    /// <summary>The kind of resource.</summary>
    public required string Kind { get; init; }

    /// <summary>What the resource must be able to do on the day; null when any of the kind will do.</summary>
    public string? Skill { get; init; }

    /// <summary>How many it must hold.</summary>
    public int Seats { get; init; }

    /// <summary>What each missing seat costs; 0 when none may be missing.</summary>
    public int SeatWeight { get; init; }

    /// <summary>Needs with the same name want the same resource; null when it does not matter.</summary>
    public string? Keep { get; init; }

    /// <summary>What each resource beyond the first costs; the same for all needs of one <see cref="Keep"/>.</summary>
    public int KeepWeight { get; init; }
}

/// <summary>Units of one kit.</summary>
/// <param name="Kit">Its id.</param>
/// <param name="Units">How many, at least 1.</param>
public sealed record KitNeed(string Kit, int Units);

/// <summary>An order between sessions.</summary>
/// <param name="Session">The one that ends before.</param>
/// <param name="MinDays">How many days later the other may start at the earliest.</param>
public sealed record After(string Session, int MinDays = 0);
