using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Simulation;

/// <summary>The blocks around the samples: what the instrument was told, and what it finds.</summary>
internal sealed class SimulatedFile(LightPath path, SimulatedAcquisition acquisition, uint spacing, ushort[] samples)
{
    private readonly double _unitsPerMetre = 1e4 * acquisition.RefractiveIndex / OtdrTrace.LightMetresPerMicrosecond;
    private readonly double _zero = acquisition.ZeroAtLinkStart ? path.Start : 0;
    private readonly bool _issue2 = acquisition.Issue == SorIssue.Two;

    public SorFile Build() => SorWriter.Seal(new SorFile
    {
        Issue = acquisition.Issue,
        Version = Version,
        Blocks = [GenParams(), SupParams(), FxdParams(), KeyEvents(), DataPts(), Named(new ChecksumBlock(), SorBlockName.Cksum)],
    });

    private ushort Version => (ushort)(_issue2 ? 200 : 100);

    private T Named<T>(T block, string name)
        where T : SorBlock => (T)(block with { Name = SorText.Of(name), Version = Version, Header = _issue2 ? SorText.Of(name) : null });

    private GenParamsBlock GenParams()
    {
        var forward = acquisition.Direction == TraceDirection.AToB;
        return Named(
            new GenParamsBlock
            {
                Language = new SorBytes("EN"u8.ToArray()),
                CableId = Text(acquisition.CableId),
                FibreId = Text(acquisition.FibreId),
                FibreType = _issue2 ? 652 : null,
                Wavelength = (ushort)acquisition.WavelengthNanometres,
                LocationA = Text(forward ? acquisition.LocationA : acquisition.LocationB),
                LocationB = Text(forward ? acquisition.LocationB : acquisition.LocationA),
                CableCode = Text(""),
                BuildCondition = new SorBytes("BC"u8.ToArray()),
                UserOffset = Units(_zero),
                UserOffsetDistance = _issue2 ? (int)Math.Round(_zero * 10) : null,
                Operator = Text(acquisition.Operator),
                Comment = Text(acquisition.Comment),
            },
            SorBlockName.GenParams);
    }

    private SupParamsBlock SupParams() => Named(
        new SupParamsBlock
        {
            Supplier = Text(acquisition.Supplier),
            Model = Text(acquisition.Model),
            SerialNumber = Text(acquisition.SerialNumber),
            Module = Text(""),
            ModuleSerialNumber = Text(""),
            Software = Text("1.0"),
            Other = Text(""),
        },
        SorBlockName.SupParams);

    private FxdParamsBlock FxdParams()
    {
        var range = (uint)Units(acquisition.RangeMetres);
        return Named(
            new FxdParamsBlock
            {
                Time = (uint)acquisition.AcquiredAt.ToUnixTimeSeconds(),
                Wavelength = (ushort)(acquisition.WavelengthNanometres * 10),
                AcquisitionOffsetDistance = _issue2 ? 0 : null,
                Pulses = [new PulseEntry((ushort)acquisition.PulseWidthNanoseconds, spacing, (uint)samples.Length)],
                RefractiveIndex = (uint)Math.Round(acquisition.RefractiveIndex * 1e5),
                Backscatter = (ushort)(-10 * TraceSimulator.BackscatterDb),
                Averages = (uint)(acquisition.AveragingTimeSeconds / (range * 2e-10)),
                AveragingTime = _issue2 ? (ushort)Math.Round(acquisition.AveragingTimeSeconds * 10) : null,
                Range = range,
                RangeDistance = _issue2 ? (int)Math.Round(acquisition.RangeMetres * 10) : null,
                NoiseFloor = (ushort)Math.Clamp(1000 * TraceSimulator.DynamicRange(acquisition), 0, ushort.MaxValue),
                NoiseFloorScale = 1000,
                LossThreshold = (ushort)Math.Round(acquisition.LossThresholdDb * 1000),
                ReflectanceThreshold = 65_000,
                EndOfFibreThreshold = 5_000,
                TraceType = _issue2 ? new SorBytes("ST"u8.ToArray()) : null,
                Window = _issue2 ? [0, 0, 0, 0] : null,
            },
            SorBlockName.FxdParams);
    }

    private KeyEventsBlock KeyEvents()
    {
        var found = Found();
        var events = new List<KeyEvent>(found.Count);
        for (var i = 0; i < found.Count; i++)
            events.Add(Event(found, i));
        var (start, end) = (Units(path.Start - _zero), (uint)Units(path.End - _zero));
        return Named(
            new KeyEventsBlock
            {
                Events = events,
                Summary = found is [.., { IsEnd: true }]
                    ? new EventSummary((int)Math.Round(1000 * (LossThrough(path.End) - path.LossBefore(path.Start))), start, end, ReturnLoss(), start, end)
                    : default(EventSummary),
            },
            SorBlockName.KeyEvents);
    }

    /// <summary>
    /// The steps an instrument finds. What lies in the dead zone of the step before it is one event with that step; a loss below the
    /// threshold is none; nor is anything below the noise.
    /// </summary>
    private List<PathStep> Found()
    {
        var deadZone = TraceSimulator.PulseMetres(acquisition);
        var found = new List<PathStep>();
        foreach (var step in path.Steps)
        {
            if (path.LossBefore(step.Metres) > TraceSimulator.DynamicRange(acquisition) - 2 || step.Metres >= acquisition.RangeMetres)
                break;
            if (found.Count > 0 && step.Metres - found[^1].Metres < deadZone)
            {
                var merged = found[^1];
                found[^1] = merged with
                {
                    LossDb = merged.LossDb + step.LossDb,
                    ReflectanceDb = merged.ReflectanceDb is { } a && step.ReflectanceDb is { } b ? Math.Max(a, b) : merged.ReflectanceDb ?? step.ReflectanceDb,
                    IsEnd = step.IsEnd,
                };
            }
            else if (step.ReflectanceDb is not null || step.IsEnd || Math.Abs(step.LossDb) >= acquisition.LossThresholdDb)
            {
                found.Add(step);
            }
        }
        return found;
    }

    private KeyEvent Event(List<PathStep> found, int index)
    {
        var step = found[index];
        var previous = index == 0 ? 0 : found[index - 1].Metres;
        var length = step.Metres - previous;
        var slope = length > 0 ? 1e6 * (path.FibreLoss(step.Metres) - path.FibreLoss(previous)) / length : 0;
        var kind = step.ReflectanceDb is null ? '0' : TraceSimulator.Saturates(path, step, acquisition) ? '2' : '1';
        return new KeyEvent
        {
            Number = (ushort)(index + 1),
            Time = Units(step.Metres - _zero),
            Slope = (short)Math.Round(slope),
            Loss = (short)Math.Round(1000 * step.LossDb),
            Reflectance = (int)Math.Round(1000 * (step.ReflectanceDb ?? 0)),
            Code = new SorBytes(SorText.Of($"{kind}{(step.IsEnd ? 'E' : 'F')}9999").Octets),
            Markers = _issue2 ? Markers(found, index) : null,
            Comment = Text(""),
        };
    }

    private EventMarkers Markers(List<PathStep> found, int index)
    {
        var start = found[index].Metres;
        var next = index + 1 < found.Count ? found[index + 1].Metres : acquisition.RangeMetres;
        return new EventMarkers(
            index == 0 ? Units(-_zero) : Units(EndOf(found[index - 1]) - _zero),
            Units(start - _zero),
            Units(EndOf(found[index]) - _zero),
            Units(next - _zero),
            Units(start + (TraceSimulator.PulseMetres(acquisition) / 2) - _zero));
    }

    /// <summary>Where the trace is back on the backscatter to a hundredth of a dB.</summary>
    private double EndOf(PathStep step)
    {
        var recovery = step.ReflectanceDb is { } reflectance
            ? TraceSimulator.TailMetres(acquisition) * Math.Max(0, Math.Log(TraceSimulator.ReflectionFactor(reflectance, acquisition.PulseWidthNanoseconds) / 0.005))
            : 0;
        return step.Metres + TraceSimulator.PulseMetres(acquisition) + recovery;
    }

    /// <summary>All light that comes back from the link, fibre and reflections, against what enters it.</summary>
    private ushort ReturnLoss()
    {
        const int Slices = 2_000;
        var metresPerNanosecond = OtdrTrace.LightMetresPerMicrosecond / acquisition.RefractiveIndex / 2000;
        var slice = (path.End - path.Start) / Slices;
        var entering = path.LossBefore(path.Start);
        var fibre = Enumerable.Range(0, Slices).Sum(i => Math.Pow(10, -(path.LossBefore(path.Start + ((i + 0.5) * slice)) - entering) / 5)) * slice;
        var back = fibre * Math.Pow(10, TraceSimulator.BackscatterDb / 10) / metresPerNanosecond;
        foreach (var step in path.Steps.Where(s => s.Metres >= path.Start && s.Metres <= path.End))
            back += step.ReflectanceDb is { } reflectance ? Math.Pow(10, (reflectance / 10) - ((path.LossBefore(step.Metres) - entering) / 5)) : 0;
        return (ushort)Math.Clamp(Math.Round(-10_000 * Math.Log10(back)), 0, ushort.MaxValue - 1);
    }

    /// <summary>With the connection at the end, where there is fibre beyond it to measure it by.</summary>
    private double LossThrough(double metres) => path.LossBefore(metres) + path.Steps.Where(s => s.Metres == metres).Sum(s => s.LossDb);

    private DataPtsBlock DataPts() => Named(new DataPtsBlock { PointCount = (uint)samples.Length, Traces = [new SampleRun(1000, samples)] }, SorBlockName.DataPts);

    private int Units(double metres) => (int)Math.Round(metres * _unitsPerMetre);

    // Instruments store one blank for an empty text.
    private static SorText Text(string text) => SorText.Of(text.Length == 0 ? " " : text);
}
