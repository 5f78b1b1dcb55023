namespace FibreCentre.Otdr.Sor;

/// <summary>Names of the blocks of Telcordia SR-4731, in their usual spelling. They are compared without regard to case.</summary>
public static class SorBlockName
{
    /// <summary>The list of all blocks.</summary>
    public const string Map = "Map";

    /// <summary>Names of cable, fibre and places.</summary>
    public const string GenParams = "GenParams";

    /// <summary>The instrument.</summary>
    public const string SupParams = "SupParams";

    /// <summary>How the trace was taken.</summary>
    public const string FxdParams = "FxdParams";

    /// <summary>What the instrument found.</summary>
    public const string KeyEvents = "KeyEvents";

    /// <summary>Landmarks; kept as octets.</summary>
    public const string LnkParams = "LnkParams";

    /// <summary>The samples.</summary>
    public const string DataPts = "DataPts";

    /// <summary>The checksum.</summary>
    public const string Cksum = "Cksum";

    /// <summary>The usual spelling, or null for a block of a maker's own.</summary>
    internal static string? Known(SorText name)
    {
        foreach (var known in (ReadOnlySpan<string>)[GenParams, SupParams, FxdParams, KeyEvents, LnkParams, DataPts, Cksum])
        {
            if (name.Is(known))
                return known;
        }
        return null;
    }
}

/// <summary>A block of a file: fields exactly as stored. Whatever is known of it, writing it gives back its octets.</summary>
public abstract record SorBlock
{
    private protected SorBlock()
    {
    }

    /// <summary>The name in the map.</summary>
    public SorText Name { get; init; }

    /// <summary>The block's own version, times 100.</summary>
    public ushort Version { get; init; }

    /// <summary>The name the block itself begins with (issue 2). Null when it begins with its first field (issue 1, or an empty block).</summary>
    public SorText? Header { get; init; }

    /// <summary>Octets within the block after its last known field.</summary>
    public SorBytes Rest { get; init; }
}

/// <summary>A block of a maker's own, LnkParams, or one that could not be taken apart: all its octets are in <see cref="SorBlock.Rest"/>.</summary>
public sealed record OpaqueBlock : SorBlock;

/// <summary>GenParams: names of cable, fibre and places.</summary>
public sealed record GenParamsBlock : SorBlock
{
    /// <summary>Two letters, such as EN.</summary>
    public SorBytes Language { get; init; } = new(new byte[2]);

    /// <summary>Cable identification.</summary>
    public SorText CableId { get; init; }

    /// <summary>Fibre identification.</summary>
    public SorText FibreId { get; init; }

    /// <summary>The ITU-T recommendation of the fibre (652 to 657). Null in issue 1, which has no such field.</summary>
    public ushort? FibreType { get; init; }

    /// <summary>Nominal wavelength in nm.</summary>
    public ushort Wavelength { get; init; }

    /// <summary>Where the trace was taken from.</summary>
    public SorText LocationA { get; init; }

    /// <summary>The far end.</summary>
    public SorText LocationB { get; init; }

    /// <summary>Cable code.</summary>
    public SorText CableCode { get; init; }

    /// <summary>Two letters: BC as built, CC as current, RC as repaired, OT other.</summary>
    public SorBytes BuildCondition { get; init; } = new(new byte[2]);

    /// <summary>Where the user's zero lies, from the port, in 0.1 ns one way.</summary>
    public int UserOffset { get; init; }

    /// <summary>The same times 10 in the unit of distance. Null in issue 1.</summary>
    public int? UserOffsetDistance { get; init; }

    /// <summary>Who took the trace.</summary>
    public SorText Operator { get; init; }

    /// <summary>Free text.</summary>
    public SorText Comment { get; init; }
}

/// <summary>SupParams: the instrument. Null is a string for which the block has no room.</summary>
public sealed record SupParamsBlock : SorBlock
{
    /// <summary>Maker.</summary>
    public SorText? Supplier { get; init; }

    /// <summary>Model of the mainframe.</summary>
    public SorText? Model { get; init; }

    /// <summary>Serial number of the mainframe.</summary>
    public SorText? SerialNumber { get; init; }

    /// <summary>Model of the optical module.</summary>
    public SorText? Module { get; init; }

    /// <summary>Serial number of the optical module.</summary>
    public SorText? ModuleSerialNumber { get; init; }

    /// <summary>Software revision.</summary>
    public SorText? Software { get; init; }

    /// <summary>Anything else, often the date of calibration.</summary>
    public SorText? Other { get; init; }
}

/// <summary>One pulse width of an acquisition.</summary>
/// <param name="PulseWidth">In ns.</param>
/// <param name="SampleSpacing">In 1e-8 microseconds, one way.</param>
/// <param name="PointCount">Samples.</param>
public readonly record struct PulseEntry(ushort PulseWidth, uint SampleSpacing, uint PointCount);

/// <summary>FxdParams: how the trace was taken. Fields of issue 2 only are null in issue 1.</summary>
public sealed record FxdParamsBlock : SorBlock
{
    /// <summary>Seconds since 1970 in UTC.</summary>
    public uint Time { get; init; }

    /// <summary>Two letters: mt, km, mi, kf or ft. It states what the instrument displayed, not how anything is stored.</summary>
    public SorBytes DistanceUnit { get; init; } = new("mt"u8.ToArray());

    /// <summary>Actual wavelength in 0.1 nm; some makes store nm.</summary>
    public ushort Wavelength { get; init; }

    /// <summary>Where the first sample lies, in 0.1 ns one way.</summary>
    public int AcquisitionOffset { get; init; }

    /// <summary>The same as a distance.</summary>
    public int? AcquisitionOffsetDistance { get; init; }

    /// <summary>The pulse widths used, nearly always one.</summary>
    public IReadOnlyList<PulseEntry> Pulses { get; init; } = [];

    /// <summary>Group refractive index times 1e5.</summary>
    public uint RefractiveIndex { get; init; }

    /// <summary>Backscatter coefficient at 1 ns, in -0.1 dB; some makes store a negative number in it.</summary>
    public ushort Backscatter { get; init; }

    /// <summary>Number of averages.</summary>
    public uint Averages { get; init; }

    /// <summary>Averaging time in 0.1 s; some makes store other scales.</summary>
    public ushort? AveragingTime { get; init; }

    /// <summary>Range in 0.1 ns one way.</summary>
    public uint Range { get; init; }

    /// <summary>The range as a distance.</summary>
    public int? RangeDistance { get; init; }

    /// <summary>From the start of acquisition to the port, in 0.1 ns one way.</summary>
    public int FrontPanelOffset { get; init; }

    /// <summary>Noise floor, in units of <see cref="NoiseFloorScale"/>.</summary>
    public ushort NoiseFloor { get; init; }

    /// <summary>Scale of the noise floor, times 1000.</summary>
    public short NoiseFloorScale { get; init; }

    /// <summary>Power offset of the first point in mdB.</summary>
    public ushort PowerOffset { get; init; }

    /// <summary>Loss from which the instrument reports an event, in mdB.</summary>
    public ushort LossThreshold { get; init; }

    /// <summary>Reflectance from which it reports one, in -mdB.</summary>
    public ushort ReflectanceThreshold { get; init; }

    /// <summary>Loss it takes for the end of the fibre, in mdB.</summary>
    public ushort EndOfFibreThreshold { get; init; }

    /// <summary>Two letters, ST for a standard trace.</summary>
    public SorBytes? TraceType { get; init; }

    /// <summary>The four window coordinates; stored together with <see cref="TraceType"/>.</summary>
    public IReadOnlyList<int>? Window { get; init; }
}

/// <summary>The five places an event is measured at (issue 2), in 0.1 ns one way from the user's zero. Zeros often mean "not stored".</summary>
/// <param name="EndOfPrevious">Where the event before ends.</param>
/// <param name="Start">Where this event starts.</param>
/// <param name="End">Where it ends.</param>
/// <param name="StartOfNext">Where the next one starts.</param>
/// <param name="Peak">Its highest point.</param>
public readonly record struct EventMarkers(int EndOfPrevious, int Start, int End, int StartOfNext, int Peak);

/// <summary>One event as stored.</summary>
public sealed record KeyEvent
{
    /// <summary>Counted from 1.</summary>
    public ushort Number { get; init; }

    /// <summary>From the user's zero, in 0.1 ns one way. Signed: an event may lie before that zero.</summary>
    public int Time { get; init; }

    /// <summary>Attenuation of the fibre before it, in mdB/km.</summary>
    public short Slope { get; init; }

    /// <summary>Loss in mdB; negative for a gainer.</summary>
    public short Loss { get; init; }

    /// <summary>Reflectance in mdB.</summary>
    public int Reflectance { get; init; }

    /// <summary>Six octets: kind, origin, landmark.</summary>
    public SorBytes Code { get; init; } = new("0F9999"u8.ToArray());

    /// <summary>Two octets: LS, 2P or OT.</summary>
    public SorBytes Method { get; init; } = new("LS"u8.ToArray());

    /// <summary>Null in issue 1.</summary>
    public EventMarkers? Markers { get; init; }

    /// <summary>Free text.</summary>
    public SorText Comment { get; init; }
}

/// <summary>What follows the events. Positions in 0.1 ns one way from the user's zero.</summary>
/// <param name="TotalLoss">In mdB.</param>
/// <param name="LossStart">Where the total loss is taken from.</param>
/// <param name="LossEnd">Where it is taken to.</param>
/// <param name="ReturnLoss">Optical return loss in mdB; 0 means not stored.</param>
/// <param name="ReturnLossStart">Where the return loss is taken from.</param>
/// <param name="ReturnLossEnd">Where it is taken to.</param>
public readonly record struct EventSummary(int TotalLoss, int LossStart, uint LossEnd, ushort ReturnLoss, int ReturnLossStart, uint ReturnLossEnd);

/// <summary>KeyEvents: what the instrument found.</summary>
public sealed record KeyEventsBlock : SorBlock
{
    /// <summary>In the order stored.</summary>
    public IReadOnlyList<KeyEvent> Events { get; init; } = [];

    /// <summary>Null when the block ends before it.</summary>
    public EventSummary? Summary { get; init; }
}

/// <summary>The samples of one trace.</summary>
/// <param name="Scale">Times 1000.</param>
/// <param name="Samples">Each is dB below the reference level, in units of 0.001 times the scale.</param>
public sealed record SampleRun(ushort Scale, ReadOnlyMemory<ushort> Samples);

/// <summary>DataPts: the samples.</summary>
public sealed record DataPtsBlock : SorBlock
{
    /// <summary>The number of points the block states for all traces.</summary>
    public uint PointCount { get; init; }

    /// <summary>Nearly always one.</summary>
    public IReadOnlyList<SampleRun> Traces { get; init; } = [];
}

/// <summary>Cksum.</summary>
public sealed record ChecksumBlock : SorBlock
{
    /// <summary>As stored.</summary>
    public ushort Value { get; init; }
}
