namespace FibreCentre.Otdr.Sor;

/// <summary>What a reader refuses. Time and memory are bounded by these, whatever the octets say. Every limit is inclusive, from 1 to 1 Gi.</summary>
public sealed record SorLimits
{
    /// <summary>Right for a file somebody uploads.</summary>
    public static SorLimits Default { get; } = new();

    /// <summary>Octets in all; 16 MiB unless told. Instruments write 10 KiB to 2 MiB.</summary>
    public int MaxBytes { get; init => field = Within(value, nameof(MaxBytes)); } = 16 << 20;

    /// <summary>Samples in all traces of a file; 200,000 unless told.</summary>
    public int MaxPoints { get; init => field = Within(value, nameof(MaxPoints)); } = 200_000;

    /// <summary>Blocks besides the map; 64 unless told. Instruments write 5 to 15.</summary>
    public int MaxBlocks { get; init => field = Within(value, nameof(MaxBlocks)); } = 64;

    /// <summary>Key events; 4,000 unless told.</summary>
    public int MaxEvents { get; init => field = Within(value, nameof(MaxEvents)); } = 4_000;

    private static int Within(int value, string name) =>
        value is >= 1 and <= 1 << 30 ? value : throw new ArgumentOutOfRangeException(name, value, "A limit is 1 to 1 Gi.");
}
