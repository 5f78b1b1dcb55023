using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;
using FsCheck;

namespace FibreCentre.Otdr.Tests;

/// <summary>Test data that reads aloud.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 30, 9, 30, 0, TimeSpan.Zero);

    /// <summary>5 km with leads: a splice, a gainer, a connection and a bend.</summary>
    public static SimulatedLink Link { get; } = new()
    {
        Sections = [new FibreSection(5_000)],
        LaunchLeadMetres = 300,
        ReceiveLeadMetres = 300,
        Elements = [new FusionSplice(1_000, 0.08), new FusionSplice(2_000, 0.25, -0.15), new Connection(3_000, 0.35, -52), new Macrobend(4_000, 0.05, 0.6)],
    };

    public static SimulatedAcquisition Acquisition { get; } = new() { AcquiredAt = Monday, RangeMetres = 8_000, SampleSpacingMetres = 0.5, LossThresholdDb = 0.03 };

    public static SorFile File(SimulatedLink? link = null, SimulatedAcquisition? acquisition = null) => TraceSimulator.Record(link ?? Link, acquisition ?? Acquisition);

    public static byte[] Octets(SimulatedLink? link = null, SimulatedAcquisition? acquisition = null) => SorWriter.Write(File(link, acquisition));

    public static OtdrTrace Trace(SimulatedLink? link = null, SimulatedAcquisition? acquisition = null) => OtdrTrace.From(File(link, acquisition));

    public static LinkAnalysis Analysis(SimulatedLink? link = null, SimulatedAcquisition? acquisition = null) => LinkAnalysis.Of(Trace(link, acquisition));

    /// <summary>The usual file with one block changed.</summary>
    public static SorFile With<T>(this SorFile file, Func<T, SorBlock?> change)
        where T : SorBlock => file with { Blocks = [.. file.Blocks.Select(b => b is T t ? change(t) : b).OfType<SorBlock>()] };

    public static OtdrTrace Scaled(this SorFile file) => OtdrTrace.From(Read(SorWriter.Write(file)).File!);

    public static SorReadResult Read(byte[] octets)
    {
        var read = SorReader.Read(octets);
        Assert.True(read.IsRead, read.Error?.ToString());
        return read;
    }

    public static SorError Refused(byte[] octets, SorLimits? limits = null)
    {
        var read = SorReader.Read(octets, limits);
        Assert.False(read.IsRead);
        return read.Error;
    }

    public static IEnumerable<SorWarningCode> Codes(this IEnumerable<SorWarning> warnings) => warnings.Select(w => w.Code);

    public static void Holds(Property property) => property.Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
