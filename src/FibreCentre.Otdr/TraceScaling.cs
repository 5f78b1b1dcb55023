using System.Globalization;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr;

/// <summary>Reads the values that makes store in more than one way, and notes each it had to interpret.</summary>
internal sealed class TraceScaling
{
    private const uint StartOf1981 = 347_155_200;
    private const double RoundTrips = 2e-10; // of a one-way time in 0.1 ns, in s

    private readonly SorFile _file;
    private long[]? _offsets;

    public TraceScaling(SorFile file)
    {
        _file = file;
        (WavelengthNanometres, NominalWavelengthNanometres) = Wavelengths();
        RefractiveIndex = Index();
        SampleSpacingMicroseconds = Spacing();
        AcquiredAt = Time();
        BackscatterDb = Backscatter();
        (AveragingTimeSeconds, AveragingTimeIsCertain) = AveragingTime();
        CheckTexts();
        CheckEvents();
        CheckSamples();
    }

    public List<SorWarning> Warnings { get; } = [];

    public double? WavelengthNanometres { get; }

    public int? NominalWavelengthNanometres { get; }

    public double RefractiveIndex { get; }

    public double? SampleSpacingMicroseconds { get; }

    public DateTimeOffset? AcquiredAt { get; }

    public double? BackscatterDb { get; }

    public double? AveragingTimeSeconds { get; }

    public bool AveragingTimeIsCertain { get; }

    /// <summary>
    /// Where the first sample and the port lie from the zero of the events, in 0.1 ns. Events count from the user's offset, samples from
    /// the start of acquisition. Some makes state the distance between the two as the front-panel offset, or count events from the port
    /// all the same: where reflections stand there, and not at the user's offset, that one is taken.
    /// </summary>
    public (long FirstSample, long Port) Zero(OtdrTrace trace)
    {
        if (_file.FxdParams is not { } acquisition)
            return (0, 0);
        long start = acquisition.AcquisitionOffset;
        long user = _file.GenParams?.UserOffset ?? 0;
        long panel = acquisition.FrontPanelOffset;
        (long FirstSample, long Port) best = (start - user, -user);
        if (panel == 0 && user == 0)
            return best;

        var most = Math.Max(1.0, 3 * Rise(trace, best.FirstSample));
        foreach (var other in (ReadOnlySpan<(long, long)>)[(start - panel, 0), (start - user - panel, -user), (start, 0), (-user, -user), (-panel, 0)])
        {
            var rise = Rise(trace, other.Item1);
            if (rise > most)
                (best, most) = (other, rise);
        }
        if (best.FirstSample != start - user)
            Warn(SorWarningCode.OffsetElsewhere, acquisition, "The reflections do not stand where the user's offset puts the events, but where another stored offset does.");
        return best;
    }

    /// <summary>By how much, in dB and all together, the trace rises at the reflective events if the first sample lay there.</summary>
    private double Rise(OtdrTrace trace, long firstSample)
    {
        if (SampleSpacingMicroseconds is not { } spacing)
            return 0;
        var samples = trace.Samples.Span;
        var window = 3 + (int)Math.Min(1000, (trace.PulseWidthNanoseconds ?? 0) / 2000.0 / spacing / 2);
        var rise = 0.0;
        foreach (var item in trace.Events.Where(e => e.IsReflective).Take(32))
        {
            var at = (item.Stored.Time - firstSample) * 1e-4 / spacing;
            if (at < window || at + window >= samples.Length)
                continue;
            var before = samples[(int)at - 3];
            var highest = before;
            foreach (var sample in samples.Slice((int)at - 2, window))
                highest = Math.Min(highest, sample);
            rise += (before - highest) * trace.DbPerCount;
        }
        return rise;
    }

    private (double? Actual, int? Nominal) Wavelengths()
    {
        double? actual = _file.FxdParams?.Wavelength switch
        {
            { } tenths and >= 6_000 and <= 17_500 => tenths / 10.0,
            { } whole and >= 600 and <= 1_750 => whole,
            _ => null,
        };
        int? nominal = _file.GenParams?.Wavelength switch
        {
            { } whole and >= 600 and <= 1_750 => whole,
            { } tenths and >= 6_000 and <= 17_500 => tenths / 10,
            _ => null,
        };
        if (_file.FxdParams is { } acquisition && (actual is null || acquisition.Wavelength < 6_000))
            Warn(SorWarningCode.WavelengthScale, acquisition, actual is null ? "The actual wavelength is not stored." : "The actual wavelength is stored in nm instead of 0.1 nm.");
        if (_file.GenParams is { } general && (nominal is null || general.Wavelength > 1_750))
            Warn(SorWarningCode.WavelengthScale, general, nominal is null ? "The nominal wavelength is not stored." : "The nominal wavelength is stored in 0.1 nm instead of nm.");
        return (actual, nominal ?? (actual is { } measured ? (int)Math.Round(measured) : null));
    }

    private double Index()
    {
        if (_file.FxdParams is not { } acquisition)
            return OtdrTrace.UsualRefractiveIndex;
        if (acquisition.RefractiveIndex is >= 100_000 and <= 200_000)
            return acquisition.RefractiveIndex / 1e5;
        Warn(SorWarningCode.RefractiveIndexImplausible, acquisition, $"The refractive index is not that of a fibre; distances use {OtdrTrace.UsualRefractiveIndex.ToString(CultureInfo.InvariantCulture)}.");
        return OtdrTrace.UsualRefractiveIndex;
    }

    private double? Spacing()
    {
        if (_file.FxdParams is not { } acquisition)
            return null;
        if (acquisition.Pulses is [{ SampleSpacing: > 0 and < 1_000_000_000 } first, ..])
            return first.SampleSpacing * 1e-8;
        Warn(SorWarningCode.SampleSpacingImplausible, acquisition, "The spacing of the samples is not stored.");
        return null;
    }

    private DateTimeOffset? Time()
    {
        if (_file.FxdParams is not { } acquisition)
            return null;
        if (acquisition.Time >= StartOf1981)
            return DateTimeOffset.FromUnixTimeSeconds(acquisition.Time);
        Warn(SorWarningCode.ClockUnset, acquisition, "The instrument's clock was not set.");
        return null;
    }

    private double? Backscatter()
    {
        if (_file.FxdParams is not { Backscatter: not 0 } acquisition)
            return null;
        var signed = (short)acquisition.Backscatter;
        if (signed < 0)
            Warn(SorWarningCode.BackscatterSigned, acquisition, "The backscatter coefficient is stored with its own sign.");
        return -Math.Abs((int)signed) / 10.0;
    }

    /// <summary>Light has to travel the range and back for every average, which confirms the standard's scale or does not.</summary>
    private (double? Seconds, bool Certain) AveragingTime()
    {
        if (_file.FxdParams is not { AveragingTime: > 0 } acquisition)
            return (null, false);
        var seconds = acquisition.AveragingTime.Value / 10.0;
        var least = acquisition.Averages * (double)acquisition.Range * RoundTrips;
        var certain = least >= 0.4 * seconds && least <= 1.25 * seconds;
        if (!certain)
            Warn(SorWarningCode.AveragingTimeUncertain, acquisition, "The number of averages does not confirm the scale of the averaging time.");
        return (seconds, certain);
    }

    private void CheckTexts()
    {
        if (_file.GenParams is { } general)
        {
            var letters = general.Language.Span is [>= (byte)' ' and <= (byte)'z', >= (byte)' ' and <= (byte)'z'];
            Check(general, letters, general.CableId, general.FibreId, general.LocationA, general.LocationB, general.CableCode, general.Operator, general.Comment);
        }
        if (_file.SupParams is { } s)
            Check(s, true, s.Supplier ?? default, s.Model ?? default, s.SerialNumber ?? default, s.Module ?? default, s.ModuleSerialNumber ?? default, s.Software ?? default, s.Other ?? default);
        if (_file.KeyEvents is { } table)
            Check(table, true, [.. table.Events.Select(e => e.Comment)]);

        void Check(SorBlock block, bool sound, params ReadOnlySpan<SorText> texts)
        {
            foreach (var text in texts)
                sound &= text.IsText;
            if (!sound)
                Warn(SorWarningCode.TextIsNoText, block, "A field for text holds something else.");
        }
    }

    private void CheckEvents()
    {
        if (_file.KeyEvents is not { } table)
            return;
        if (table.Summary is null)
            Warn(SorWarningCode.SummaryMissing, table, "There is no total loss and no return loss.");
        if (table.Events.Any(e => e.Reflectance > 0))
            Warn(SorWarningCode.ReflectancePositive, table, "A reflectance above 0 dB is impossible and reads as not stored.");
        if (table.Events.Any(e => e.Code.Span[0] is < (byte)'0' or > (byte)'2' || !"FAMEOD"u8.Contains((byte)(e.Code.Span[1] & ~0x20))))
            Warn(SorWarningCode.EventCodeUnknown, table, "The code of an event is not one of SR-4731.");
        if (table.Events.Zip(table.Events.Skip(1)).Any(pair => pair.First.Time > pair.Second.Time))
            Warn(SorWarningCode.EventsOutOfOrder, table, "The events are not stored in order of distance.");
    }

    private void CheckSamples()
    {
        if (_file.DataPts is not { } data)
            return;
        if (!data.Traces.Any(t => t.Samples.Length > 0))
            Warn(SorWarningCode.NoSamples, data, "There are no samples.");
        if (data.Traces.Count > 1)
            Warn(SorWarningCode.SeveralTraces, data, $"There are {data.Traces.Count} traces; the first one is used.");
        if (data.Traces is [{ Scale: not 1000 }, ..])
            Warn(SorWarningCode.SampleScaleUnusual, data, $"The samples are in units of {data.Traces[0].Scale / 1e6:0.000000} dB.");
        if (_file.FxdParams is { Pulses: [var pulse, ..] } && data.Traces is [var run, ..] && pulse.PointCount != run.Samples.Length)
            Warn(SorWarningCode.PointCountsDisagree, data, $"FxdParams states {pulse.PointCount} points and DataPts holds {run.Samples.Length}.");
    }

    private void Warn(SorWarningCode code, SorBlock block, string message) =>
        Warnings.Add(new SorWarning(code, block.Name.ToString(), Offset(block), message));

    private long Offset(SorBlock block)
    {
        _offsets ??= SorWriter.Offsets(_file);
        return _offsets[_file.Blocks.TakeWhile(b => !ReferenceEquals(b, block)).Count()];
    }
}
