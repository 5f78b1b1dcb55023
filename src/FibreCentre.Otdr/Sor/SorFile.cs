namespace FibreCentre.Otdr.Sor;

/// <summary>Which issue of the format a file is of.</summary>
public enum SorIssue
{
    /// <summary>GR-196: the map has no name, blocks begin with their first field.</summary>
    One = 1,

    /// <summary>SR-4731: the map and every block begin with their name.</summary>
    Two = 2,
}

/// <summary>
/// A whole file, field by field as stored, enough to write the identical octets. For quantities with units see
/// <see cref="OtdrTrace"/>. Immutable; safe to share between threads.
/// </summary>
public sealed record SorFile
{
    /// <summary>Which issue.</summary>
    public SorIssue Issue { get; init; } = SorIssue.Two;

    /// <summary>The version in the map, times 100.</summary>
    public ushort Version { get; init; } = 200;

    /// <summary>The map's own name in issue 2; issue 1 has none.</summary>
    public SorText MapName { get; init; } = SorText.Of(SorBlockName.Map);

    /// <summary>Octets within the map after its last entry.</summary>
    public SorBytes MapPadding { get; init; }

    /// <summary>Every block but the map, in the order of the file.</summary>
    public IReadOnlyList<SorBlock> Blocks { get; init; } = [];

    /// <summary>Octets after the last block.</summary>
    public SorBytes Trailing { get; init; }

    /// <summary>The first such block that could be taken apart, or null.</summary>
    public GenParamsBlock? GenParams => First<GenParamsBlock>();

    /// <inheritdoc cref="GenParams"/>
    public SupParamsBlock? SupParams => First<SupParamsBlock>();

    /// <inheritdoc cref="GenParams"/>
    public FxdParamsBlock? FxdParams => First<FxdParamsBlock>();

    /// <inheritdoc cref="GenParams"/>
    public KeyEventsBlock? KeyEvents => First<KeyEventsBlock>();

    /// <inheritdoc cref="GenParams"/>
    public DataPtsBlock? DataPts => First<DataPtsBlock>();

    /// <inheritdoc cref="GenParams"/>
    public ChecksumBlock? Checksum => First<ChecksumBlock>();

    private T? First<T>()
        where T : SorBlock
    {
        foreach (var block in Blocks)
        {
            if (block is T found)
                return found;
        }
        return null;
    }
}
