using FibreCentre.Otdr;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;
using SkiaSharp;

namespace FibreCentre.Browser.Tests.Support;

/// <summary>Files as somebody at a bay would have them.</summary>
internal static class Evidence
{
    private static readonly string[] Colours = ["#1d4e89", "#c65d07", "#2e6f40", "#6b4226", "#708090", "#f2f2f2", "#b3202c", "#111111", "#e3c21c", "#6a3d9a", "#d47a9a", "#3aa6a6"];

    /// <summary>Twelve fibres side by side, as a JPEG.</summary>
    public static byte[] Photo()
    {
        using var bitmap = new SKBitmap(1200, 900);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(0xD8, 0xD4, 0xCC));
        foreach (var (index, colour) in Colours.Index())
        {
            using var fibre = new SKPaint { Color = SKColor.Parse(colour), StrokeWidth = 34, IsAntialias = true, StrokeCap = SKStrokeCap.Round };
            canvas.DrawLine(90, 90 + 66 * index, 1110 - 30 * (index % 3), 90 + 66 * index, fibre);
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    /// <summary>Twelve splices on one fibre, seen from both ends at two wavelengths: the first loses so much seen from A, and gains from B.</summary>
    public static IEnumerable<(string Name, byte[] Octets)> Traces(DateTimeOffset at, double bad = 0.05)
    {
        var link = new SimulatedLink
        {
            Sections = [new(5200)], LaunchLeadMetres = 200, ReceiveLeadMetres = 200,
            Elements = [.. Enumerable.Range(1, 12).Select(each => each == 1 ? new FusionSplice(400, bad, 0.10 - bad) : new FusionSplice(each * 400, 0.05))],
        };
        foreach (var end in new[] { TraceDirection.AToB, TraceDirection.BToA })
            foreach (var wavelength in new[] { 1310, 1550 })
                yield return ($"{(end == TraceDirection.AToB ? "A-B" : "B-A")}.{wavelength}.sor", SorWriter.Write(TraceSimulator.Record(link, new()
                {
                    WavelengthNanometres = wavelength, Direction = end, RangeMetres = 7000, SampleSpacingMetres = 1, FibreId = "12", SerialNumber = "OT-2401", LocationA = "Exchange", LocationB = "Cabinet 4", AcquiredAt = at, Seed = wavelength + (int)end,
                })));
    }
}
