using FibreCentre.Otdr;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Api.Tests.Traces;

/// <summary>A link on a bench, and traces of it.</summary>
internal static class Link
{
    private static int _seed = 1000;

    /// <summary>Two splices of so many dB, one that gains seen from A, and connections at both ends with leads before them.</summary>
    public static SimulatedLink Of(double splice = 0.05, double reflectance = -55, double metres = 4000) => new()
    {
        Sections = [new(metres)], LaunchLeadMetres = 200, ReceiveLeadMetres = 200,
        Elements = [new FusionSplice(metres / 4, splice), new FusionSplice(metres / 2, -0.06, 0.14), new FusionSplice(metres * 3 / 4, splice)],
        ConnectionAtA = new(0, 0.25, reflectance), ConnectionAtB = new(0, 0.25, reflectance),
    };

    public static byte[] Trace(this SimulatedLink link, int wavelength, bool fromB = false, string fibre = "12", string serial = "otdr-01", DateTimeOffset? at = null, int? seed = null) => SorWriter.Write(TraceSimulator.Record(link, new()
    {
        WavelengthNanometres = wavelength, Direction = fromB ? TraceDirection.BToA : TraceDirection.AToB, RangeMetres = 6000, SampleSpacingMetres = 1, FibreId = fibre, SerialNumber = serial, LocationA = "Exchange", LocationB = "Cabinet 4",
        AcquiredAt = at ?? DateTimeOffset.UnixEpoch.AddDays(20_000), Seed = seed ?? Interlocked.Increment(ref _seed),
    }));
}
