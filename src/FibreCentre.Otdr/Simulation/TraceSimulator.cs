using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Simulation;

/// <summary>
/// Writes the file an OTDR would: backscatter smeared by the pulse, reflections with their dead zones, noise, and the table of events.
/// For tests, for demonstrations, and for teaching what a link looks like. Its files are marked by their supplier, not hidden as real.
/// </summary>
public static class TraceSimulator
{
    internal const double BackscatterDb = -80; // at 1 ns; 0.1 dB either way with the wavelength, which nothing here depends on
    private const double HeadroomDb = 15; // of the receiver above the backscatter at the port
    private const int UsualPoints = 31_000;

    /// <summary>Takes one trace.</summary>
    /// <param name="link">Lengths above 0, elements within the link.</param>
    /// <param name="acquisition">How; null for the usual settings at 1310 nm.</param>
    /// <returns>A complete file with a matching checksum.</returns>
    /// <exception cref="ArgumentException">A setting is outside its range, or the range and spacing ask for more than 200,000 samples.</exception>
    public static SorFile Record(SimulatedLink link, SimulatedAcquisition? acquisition = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        acquisition ??= new SimulatedAcquisition();
        Check(link, acquisition);

        var path = new LightPath(link, acquisition.WavelengthNanometres, acquisition.Direction);
        var scale = OtdrTrace.LightMetresPerMicrosecond / acquisition.RefractiveIndex;
        var spacing = (uint)Math.Round((acquisition.SampleSpacingMetres ?? (acquisition.RangeMetres / UsualPoints)) / scale * 1e8);
        var points = (int)(acquisition.RangeMetres / (spacing * 1e-8 * scale));
        var samples = Samples(path, acquisition, points, spacing * 1e-8 * scale);
        return new SimulatedFile(path, acquisition, spacing, samples).Build();
    }

    /// <summary>From the backscatter at the port down to where noise equals signal, in dB.</summary>
    internal static double DynamicRange(SimulatedAcquisition acquisition) =>
        acquisition.DynamicRangeDb ?? (22 + (5 * Math.Log10(acquisition.PulseWidthNanoseconds / 10.0)) + (2.5 * Math.Log10(acquisition.AveragingTimeSeconds / 30)));

    /// <summary>Height of a reflection above the backscatter before it, as a factor of power.</summary>
    internal static double ReflectionFactor(double reflectanceDb, int pulseWidthNanoseconds) =>
        Math.Pow(10, (reflectanceDb - BackscatterDb) / 10) / pulseWidthNanoseconds;

    internal static double PulseMetres(SimulatedAcquisition acquisition) =>
        acquisition.PulseWidthNanoseconds / 2000.0 * OtdrTrace.LightMetresPerMicrosecond / acquisition.RefractiveIndex;

    /// <summary>The receiver's recovery after a reflection, in m for a fall by 1/e.</summary>
    internal static double TailMetres(SimulatedAcquisition acquisition) => Math.Max(0.5, 0.15 * PulseMetres(acquisition));

    internal static bool Saturates(LightPath path, PathStep step, SimulatedAcquisition acquisition) =>
        step.ReflectanceDb is { } reflectance
        && (5 * Math.Log10(1 + ReflectionFactor(reflectance, acquisition.PulseWidthNanoseconds))) - path.LossBefore(step.Metres) > HeadroomDb;

    private static ushort[] Samples(LightPath path, SimulatedAcquisition acquisition, int points, double spacing)
    {
        var power = Backscatter(path, acquisition, points, spacing);
        AddReflections(power, path, acquisition, spacing);

        var random = new Random(acquisition.Seed);
        var noise = Math.Pow(10, -DynamicRange(acquisition) / 5);
        var samples = new ushort[points];
        for (var i = 0; i < points; i++)
        {
            var level = 5 * Math.Log10(Math.Max(1e-12, Math.Abs(power[i] + (noise * Gaussian(random)))));
            samples[i] = (ushort)Math.Clamp(Math.Round((HeadroomDb - level) * 1000), 0, ushort.MaxValue);
        }
        return samples;
    }

    /// <summary>Power scattered back at each sample: what the fibre scatters, averaged over the length of the pulse.</summary>
    private static double[] Backscatter(LightPath path, SimulatedAcquisition acquisition, int points, double spacing)
    {
        var sums = new double[points + 1];
        var (step, stepLoss) = (0, 0.0);
        for (var i = 0; i < points; i++)
        {
            var metres = i * spacing;
            for (; step < path.Steps.Count && path.Steps[step].Metres <= metres; step++)
                stepLoss += path.Steps[step].LossDb;
            var scattered = metres < path.OpenEnd ? Math.Pow(10, -(path.FibreLoss(metres) + stepLoss) / 5) : 0;
            sums[i + 1] = sums[i] + scattered;
        }

        var pulse = Math.Max(1, PulseMetres(acquisition) / spacing);
        var power = new double[points];
        for (var i = 0; i < points; i++)
        {
            var from = Math.Max(0, i + 1 - pulse);
            var whole = (int)from;
            var before = sums[whole] + ((from - whole) * (sums[Math.Min(whole + 1, points)] - sums[whole]));
            power[i] = (sums[i + 1] - before) / Math.Min(pulse, i + 1);
        }
        return power;
    }

    private static void AddReflections(double[] power, LightPath path, SimulatedAcquisition acquisition, double spacing)
    {
        var (pulse, tail) = (PulseMetres(acquisition), TailMetres(acquisition));
        foreach (var step in path.Steps)
        {
            if (step.ReflectanceDb is not { } reflectance)
                continue;
            var height = ReflectionFactor(reflectance, acquisition.PulseWidthNanoseconds) * Math.Pow(10, -path.LossBefore(step.Metres) / 5);
            var first = (int)Math.Ceiling(step.Metres / spacing);
            for (var i = first; i < power.Length && i * spacing < step.Metres + pulse + (40 * tail); i++)
            {
                var past = (i * spacing) - step.Metres - pulse;
                power[i] += past <= 0 ? height : height * Math.Exp(-past / tail);
            }
        }
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Check(SimulatedLink link, SimulatedAcquisition acquisition)
    {
        Require(link.Sections.Count > 0 && link.Sections.All(s => s.LengthMetres > 0 && s.AttenuationDbPerKm.Count > 0), "A link has sections, each longer than 0 m and with an attenuation.");
        Require(link.Elements.All(e => e.AtMetres > 0 && e.AtMetres < link.LengthMetres), "Every element lies within the link.");
        Require(link is { LaunchLeadMetres: >= 0, ReceiveLeadMetres: >= 0 }, "A lead is no shorter than 0 m.");
        Require(acquisition.WavelengthNanometres is >= 600 and <= 1750, "A wavelength is 600 to 1750 nm.");
        Require(acquisition.PulseWidthNanoseconds is >= 1 and <= 20_000, "A pulse is 1 to 20,000 ns wide.");
        Require(acquisition.RefractiveIndex is >= 1 and <= 2, "A refractive index is 1 to 2.");
        Require(acquisition.AveragingTimeSeconds is > 0 and <= 3600, "Averaging takes up to one hour.");
        Require(acquisition.RangeMetres is > 0 and <= 400_000, "A range is up to 400 km.");
        var points = acquisition.RangeMetres / (acquisition.SampleSpacingMetres ?? (acquisition.RangeMetres / UsualPoints));
        Require(points is >= 1 and <= 200_000, "Range and spacing give 1 to 200,000 samples.");
        Require(acquisition.AcquiredAt.ToUnixTimeSeconds() is >= 0 and <= uint.MaxValue, "The time lies between 1970 and 2106.");

        static void Require(bool holds, string rule)
        {
            if (!holds)
                throw new ArgumentException(rule);
        }
    }
}
