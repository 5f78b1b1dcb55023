namespace FibreCentre.Planning;

/// <summary>Where a session is.</summary>
/// <param name="Day">The day.</param>
/// <param name="Start">Its first slot.</param>
/// <param name="Resources">Ids of resources, in the order of the session's needs.</param>
public sealed record Placement(int Day, int Start, IReadOnlyList<string> Resources)
{
    /// <summary>The same time and the same resources in the same order.</summary>
    public bool Equals(Placement? other) => other is not null && Day == other.Day && Start == other.Start && Resources.SequenceEqual(other.Resources);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Day, Start, Resources.Count);
}

/// <summary>Placements by session; what is not in it is not placed.</summary>
/// <param name="Placements">By the session's id.</param>
public sealed record Plan(IReadOnlyDictionary<string, Placement> Placements)
{
    /// <summary>Nothing is placed.</summary>
    public static readonly Plan Empty = new(new Dictionary<string, Placement>());
}
