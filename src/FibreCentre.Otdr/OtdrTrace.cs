using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr;

/// <summary>
/// A trace in units: what a file states, scaled. Null is what the file does not state, which is never the same as zero.
/// Distances count from the user's zero, as events do; samples before it have negative ones. Immutable; safe to share.
/// </summary>
public sealed class OtdrTrace
{
    /// <summary>Speed of light in vacuum, in m per microsecond.</summary>
    public const double LightMetresPerMicrosecond = 299.792458;

    /// <summary>The refractive index distances use when the file states none that a fibre can have.</summary>
    public const double UsualRefractiveIndex = 1.468;

    private const double MicrosecondsPerUnit = 1e-4;

    private OtdrTrace(SorFile file)
    {
        File = file;
        var values = new TraceScaling(file);
        RefractiveIndex = values.RefractiveIndex;
        MetresPerUnit = MicrosecondsPerUnit * LightMetresPerMicrosecond / RefractiveIndex;
        WavelengthNanometres = values.WavelengthNanometres;
        NominalWavelengthNanometres = values.NominalWavelengthNanometres;
        AcquiredAt = values.AcquiredAt;
        BackscatterDb = values.BackscatterDb;
        AveragingTimeSeconds = values.AveragingTimeSeconds;
        AveragingTimeIsCertain = values.AveragingTimeIsCertain;
        SampleSpacingMetres = values.SampleSpacingMicroseconds * LightMetresPerMicrosecond / RefractiveIndex;
        if (file.DataPts is { Traces: [var run, ..] })
        {
            Samples = run.Samples;
            DbPerCount = run.Scale / 1e6;
        }
        Events = [.. (file.KeyEvents?.Events ?? []).Select(e => TraceEvent.Of(e, MetresPerUnit))];
        var (firstSample, port) = values.Zero(this);
        (FirstSampleMetres, PortMetres) = (firstSample * MetresPerUnit, port * MetresPerUnit);
        Warnings = values.Warnings;
    }

    /// <summary>The file it was scaled from, field by field as stored.</summary>
    public SorFile File { get; }

    /// <summary>What is unusual about the values of the file; see <see cref="SorReadResult.Warnings"/> for its structure.</summary>
    public IReadOnlyList<SorWarning> Warnings { get; }

    /// <summary>Actual wavelength in nm, such as 1307.0.</summary>
    public double? WavelengthNanometres { get; }

    /// <summary>Nominal wavelength in nm, such as 1310.</summary>
    public int? NominalWavelengthNanometres { get; }

    /// <summary>Pulse width in ns; of the first entry where there are several.</summary>
    public int? PulseWidthNanoseconds => File.FxdParams is { Pulses: [{ PulseWidth: > 0 } first, ..] } ? first.PulseWidth : null;

    /// <summary>Length of the pulse in the fibre as it shows in a trace, in m; 0 when the width is not stored.</summary>
    public double PulseLengthMetres => (PulseWidthNanoseconds ?? 0) / 2000.0 * LightMetresPerMicrosecond / RefractiveIndex;

    /// <summary>Group refractive index; <see cref="UsualRefractiveIndex"/> when the stored one cannot be.</summary>
    public double RefractiveIndex { get; }

    /// <summary>Distance between samples in m.</summary>
    public double? SampleSpacingMetres { get; }

    /// <summary>Where the first sample lies, from the user's zero in m.</summary>
    public double FirstSampleMetres { get; }

    /// <summary>Where the port of the instrument lies, from the user's zero in m: 0, or negative where that zero was moved into the fibre.</summary>
    public double PortMetres { get; }

    /// <summary>Range in m.</summary>
    public double? RangeMetres => File.FxdParams is { Range: > 0 } fixedParams ? fixedParams.Range * MetresPerUnit : null;

    /// <summary>Where the user's zero lies from the port, in m: as a rule the length of the launch lead. 0 when there is no offset.</summary>
    public double UserOffsetMetres => (File.GenParams?.UserOffset ?? 0) * MetresPerUnit;

    /// <summary>Backscatter coefficient at 1 ns, in dB, negative.</summary>
    public double? BackscatterDb { get; }

    /// <summary>Number of averages.</summary>
    public long? Averages => File.FxdParams is { Averages: > 0 } fixedParams ? fixedParams.Averages : null;

    /// <summary>Averaging time in s, read as SR-4731 has it; see <see cref="AveragingTimeIsCertain"/>. Null in issue 1.</summary>
    public double? AveragingTimeSeconds { get; }

    /// <summary>True when the number of averages and the range confirm <see cref="AveragingTimeSeconds"/>. Makes use three scales for it.</summary>
    public bool AveragingTimeIsCertain { get; }

    /// <summary>When the trace was taken, by the instrument's clock. Null when that clock was never set.</summary>
    public DateTimeOffset? AcquiredAt { get; }

    /// <summary>Loss from which the instrument reported an event, in dB.</summary>
    public double? LossThresholdDb => Threshold(File.FxdParams?.LossThreshold);

    /// <summary>Reflectance from which it reported one, in dB, negative.</summary>
    public double? ReflectanceThresholdDb => -Threshold(File.FxdParams?.ReflectanceThreshold);

    /// <summary>Loss it took for the end of the fibre, in dB.</summary>
    public double? EndOfFibreThresholdDb => Threshold(File.FxdParams?.EndOfFibreThreshold);

    /// <summary>Total loss in dB as the instrument stated it, from <see cref="TotalLossFromMetres"/> to <see cref="TotalLossToMetres"/>.</summary>
    public double? TotalLossDb => File.KeyEvents?.Summary is { TotalLoss: not 0 } summary ? summary.TotalLoss / 1000.0 : null;

    /// <summary>Where the total loss is taken from, from the user's zero in m.</summary>
    public double? TotalLossFromMetres => File.KeyEvents?.Summary?.LossStart * MetresPerUnit;

    /// <summary>Where the total loss is taken to, from the user's zero in m.</summary>
    public double? TotalLossToMetres => File.KeyEvents?.Summary?.LossEnd is { } end and > 0 ? (int)end * MetresPerUnit : null;

    /// <summary>Optical return loss in dB; the lower the worse. A stored 0 or 65.535 is not a measurement.</summary>
    public double? OpticalReturnLossDb => File.KeyEvents?.Summary is { ReturnLoss: > 0 and < ushort.MaxValue } summary ? summary.ReturnLoss / 1000.0 : null;

    /// <summary>Maker of the instrument.</summary>
    public string? Supplier => File.SupParams?.Supplier?.Value;

    /// <summary>Model of the mainframe, or of the module where only that is stored.</summary>
    public string? Model => File.SupParams?.Model?.Value ?? File.SupParams?.Module?.Value;

    /// <summary>Serial number of the mainframe.</summary>
    public string? SerialNumber => File.SupParams?.SerialNumber?.Value;

    /// <summary>Serial number of the optical module.</summary>
    public string? ModuleSerialNumber => File.SupParams?.ModuleSerialNumber?.Value;

    /// <summary>Cable identification.</summary>
    public string? CableId => File.GenParams?.CableId.Value;

    /// <summary>Fibre identification.</summary>
    public string? FibreId => File.GenParams?.FibreId.Value;

    /// <summary>Where the trace was taken from.</summary>
    public string? LocationA => File.GenParams?.LocationA.Value;

    /// <summary>The far end.</summary>
    public string? LocationB => File.GenParams?.LocationB.Value;

    /// <summary>Who took the trace.</summary>
    public string? Operator => File.GenParams?.Operator.Value;

    /// <summary>Free text.</summary>
    public string? Comment => File.GenParams?.Comment.Value;

    /// <summary>In the order stored; none when <see cref="HasEvents"/> is false.</summary>
    public IReadOnlyList<TraceEvent> Events { get; }

    /// <summary>False when the file has no table of events that can be read, so that nothing is known of them.</summary>
    public bool HasEvents => File.KeyEvents is not null;

    /// <summary>The samples as stored: counts below the reference level, so a larger one is a weaker signal.</summary>
    public ReadOnlyMemory<ushort> Samples { get; }

    /// <summary>dB for one count of a sample; 0.001 as a rule.</summary>
    public double DbPerCount { get; }

    internal double MetresPerUnit { get; }

    /// <summary>Scales a file.</summary>
    public static OtdrTrace From(SorFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new OtdrTrace(file);
    }

    /// <summary>Level of a sample in dB below the reference level of the instrument: 0 at most, weaker is more negative.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such sample.</exception>
    public double LevelDb(int index) => -Samples.Span[index] * DbPerCount;

    /// <summary>Where a sample lies, from the user's zero in m. NaN when the spacing is not stored.</summary>
    /// <param name="index">From 0.</param>
    public double SampleMetres(int index) => FirstSampleMetres + (index * (SampleSpacingMetres ?? double.NaN));

    /// <summary>True when the trace was taken at this nominal wavelength: within 30 nm of it. False when none is stored.</summary>
    /// <param name="nanometres">Such as 1310 or 1550.</param>
    public bool IsAt(int nanometres) => NominalWavelengthNanometres is { } nominal && Math.Abs(nominal - nanometres) <= 30;

    private static double? Threshold(ushort? thousandths) => thousandths is { } value and > 0 ? value / 1000.0 : null;
}
