using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Simulation;

/// <summary>How a trace is taken, and by what. The same settings on the same link give the same octets.</summary>
public sealed record SimulatedAcquisition
{
    /// <summary>Nominal wavelength in nm, 600 to 1750.</summary>
    public int WavelengthNanometres { get; init; } = 1310;

    /// <summary>Pulse width in ns, 1 to 20,000.</summary>
    public int PulseWidthNanoseconds { get; init; } = 100;

    /// <summary>Range in m.</summary>
    public double RangeMetres { get; init; } = 10_000;

    /// <summary>Distance between samples in m. Null gives some 31,000 samples.</summary>
    public double? SampleSpacingMetres { get; init; }

    /// <summary>Averaging time in s; four times as long takes the noise down by 1.5 dB.</summary>
    public double AveragingTimeSeconds { get; init; } = 30;

    /// <summary>From which end.</summary>
    public TraceDirection Direction { get; init; }

    /// <summary>Group refractive index, 1 to 2.</summary>
    public double RefractiveIndex { get; init; } = 1.468;

    /// <summary>Noise is drawn from this seed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>From the backscatter at the port down to where noise equals signal, in dB. Null follows from pulse and averaging as in a usual instrument.</summary>
    public double? DynamicRangeDb { get; init; }

    /// <summary>True when the user's zero is set to the end of the launch lead, false when it is at the port.</summary>
    public bool ZeroAtLinkStart { get; init; }

    /// <summary>Loss below which no splice is reported, in dB.</summary>
    public double LossThresholdDb { get; init; } = 0.02;

    /// <summary>When, by the instrument's clock; kept to the second.</summary>
    public DateTimeOffset AcquiredAt { get; init; } = DateTimeOffset.UnixEpoch.AddDays(20_000);

    /// <summary>Which issue of the format the file is of.</summary>
    public SorIssue Issue { get; init; } = SorIssue.Two;

    /// <summary>Maker.</summary>
    public string Supplier { get; init; } = "Simulated";

    /// <summary>Model of the instrument.</summary>
    public string Model { get; init; } = "Trace simulator";

    /// <summary>Serial number of the instrument.</summary>
    public string SerialNumber { get; init; } = "SIM-0001";

    /// <summary>Who takes the trace.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Cable identification.</summary>
    public string CableId { get; init; } = "";

    /// <summary>Fibre identification.</summary>
    public string FibreId { get; init; } = "";

    /// <summary>Name of the A end.</summary>
    public string LocationA { get; init; } = "A";

    /// <summary>Name of the B end.</summary>
    public string LocationB { get; init; } = "B";

    /// <summary>Free text.</summary>
    public string Comment { get; init; } = "";
}
