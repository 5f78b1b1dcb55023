using System.Collections.Frozen;

namespace FibreCentre.Otdr.Simulation;

/// <summary>A length of fibre.</summary>
/// <param name="LengthMetres">In m, above 0.</param>
public sealed record FibreSection(double LengthMetres)
{
    /// <summary>An ordinary G.652.D fibre.</summary>
    public static IReadOnlyDictionary<int, double> OrdinaryAttenuation { get; } = new Dictionary<int, double> { [1310] = 0.34, [1490] = 0.22, [1550] = 0.20, [1625] = 0.22, [1650] = 0.24 }.ToFrozenDictionary();

    /// <summary>Attenuation in dB/km by nominal wavelength in nm; the nearest wavelength counts.</summary>
    public IReadOnlyDictionary<int, double> AttenuationDbPerKm { get; init; } = OrdinaryAttenuation;

    internal double At(int nanometres) => AttenuationDbPerKm.MinBy(entry => Math.Abs(entry.Key - nanometres)).Value;
}

/// <summary>Something on a link.</summary>
/// <param name="AtMetres">From the A end of the link, leads not counted, in m.</param>
public abstract record SimulatedElement(double AtMetres)
{
    internal abstract double Loss(int nanometres, TraceDirection direction);

    internal virtual double? Reflectance => null;
}

/// <summary>A fusion splice. Where the fibres differ in backscatter one direction shows more loss than there is, the other less or a gain.</summary>
/// <param name="AtMetres">From the A end in m.</param>
/// <param name="LossAToBDb">What a trace from A shows, in dB; negative for a gainer.</param>
/// <param name="LossBToADb">What a trace from B shows.</param>
public sealed record FusionSplice(double AtMetres, double LossAToBDb, double LossBToADb) : SimulatedElement(AtMetres)
{
    /// <summary>A splice between equal fibres.</summary>
    public FusionSplice(double atMetres, double lossDb)
        : this(atMetres, lossDb, lossDb)
    {
    }

    internal override double Loss(int nanometres, TraceDirection direction) => direction == TraceDirection.AToB ? LossAToBDb : LossBToADb;
}

/// <summary>A pair of connectors.</summary>
/// <param name="AtMetres">From the A end in m.</param>
/// <param name="LossDb">In dB.</param>
/// <param name="ReflectanceDb">In dB, negative.</param>
public sealed record Connection(double AtMetres, double LossDb, double ReflectanceDb) : SimulatedElement(AtMetres)
{
    internal override double? Reflectance => ReflectanceDb;

    internal override double Loss(int nanometres, TraceDirection direction) => LossDb;
}

/// <summary>A bend too tight, which loses more the longer the wave. Between and beyond the two wavelengths the loss is on the straight line through them.</summary>
/// <param name="AtMetres">From the A end in m.</param>
/// <param name="LossAt1310Db">In dB.</param>
/// <param name="LossAt1550Db">In dB.</param>
public sealed record Macrobend(double AtMetres, double LossAt1310Db, double LossAt1550Db) : SimulatedElement(AtMetres)
{
    internal override double Loss(int nanometres, TraceDirection direction) =>
        Math.Max(0, LossAt1310Db + ((LossAt1550Db - LossAt1310Db) * (nanometres - 1310) / 240));
}

/// <summary>A splitter, seen through one of its branches.</summary>
/// <param name="AtMetres">From the A end in m.</param>
/// <param name="LossDb">In dB.</param>
public sealed record Splitter(double AtMetres, double LossDb) : SimulatedElement(AtMetres)
{
    internal override double Loss(int nanometres, TraceDirection direction) => LossDb;
}

/// <summary>A link from A to B with, at will, a lead at either end.</summary>
public sealed record SimulatedLink
{
    /// <summary>The fibre from A to B.</summary>
    public required IReadOnlyList<FibreSection> Sections { get; init; }

    /// <summary>What lies between the two ends, in any order.</summary>
    public IReadOnlyList<SimulatedElement> Elements { get; init; } = [];

    /// <summary>Lead between the instrument and the near end, in m; 0 for none.</summary>
    public double LaunchLeadMetres { get; init; }

    /// <summary>Lead beyond the far end, in m; 0 for none.</summary>
    public double ReceiveLeadMetres { get; init; }

    /// <summary>The connection at A; its place does not count. It can be measured only with a lead before it.</summary>
    public Connection ConnectionAtA { get; init; } = new(0, 0.25, -55);

    /// <summary>The connection at B; its place does not count.</summary>
    public Connection ConnectionAtB { get; init; } = new(0, 0.25, -55);

    /// <summary>Reflectance of the open end of all, in dB.</summary>
    public double EndReflectanceDb { get; init; } = -35;

    /// <summary>From A to B in m.</summary>
    public double LengthMetres => Sections.Sum(s => s.LengthMetres);
}
