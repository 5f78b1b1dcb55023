using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using FibreCentre.Otdr.Simulation;

namespace FibreCentre.Otdr.Tests;

/// <summary>
/// Files with what an independent parser read in them: those of real instruments where they lie beside the repository, and always one of
/// the simulator with its reading written by hand, so that the same assertions run everywhere.
/// </summary>
internal static class RealFiles
{
    private const string ByHand = """
        {
          "version": "2.00", "mapblock": { "nblocks": 6, "nbytes": 102 },
          "blocks": { "GenParams": { "pos": 102, "size": 40, "version": "2.00" } },
          "Cksum": { "match": true },
          "GenParams": { "wavelength": "1550 nm", "user offset": "0", "location A": "A", "location B": "B", "cable ID": " ", "operator": " " },
          "SupParams": { "supplier": "Simulated", "OTDR": "Trace simulator", "OTDR S/N": "SIM-0001", "software": "1.0" },
          "FxdParams": {
            "index": "1.468000", "wavelength": "1550.0 nm", "pulse width": "50 ns", "num data points": 4000, "sample spacing": "0.00244836 usec",
            "resolution": 0.5000009, "BC": "-80.00 dB", "EOT thr": "5.000 dB", "loss thr": "0.030 dB", "refl thr": "-65.000 dB",
            "date/time": "Mon Nov 30 09:30:00 2026 (1796031000 sec)", "unit": "mt (meters)"
          },
          "KeyEvents": {
            "num events": 3,
            "event 1": { "distance": "0.000", "slope": "0.000", "splice loss": "0.000", "refl loss": "-55.000", "type": "1F9999LS", "comments": " " },
            "event 2": { "distance": "0.800", "slope": "0.200", "splice loss": "0.120", "refl loss": "0.000", "type": "0F9999LS", "comments": " " },
            "event 3": { "distance": "1.500", "slope": "0.200", "splice loss": "0.000", "refl loss": "-35.000", "type": "1E9999LS", "comments": " " },
            "Summary": { "total loss": 0.42, "loss start": 0.0, "loss end": 1.5 }
          },
          "DataPts": { "num data points": 4000, "num data points 2": 4000, "num traces": 1 }
        }
        """;

    public static TheoryData<string> Names => [.. Found.Keys.Order(StringComparer.Ordinal)];

    public static Dictionary<string, (byte[] Octets, JsonNode Reference)> Found { get; } = Find();

    private static Dictionary<string, (byte[], JsonNode)> Find()
    {
        var link = new SimulatedLink { Sections = [new FibreSection(1_500)], Elements = [new FusionSplice(800, 0.12)] };
        var acquisition = Some.Acquisition with { WavelengthNanometres = 1550, PulseWidthNanoseconds = 50, RangeMetres = 2_000.01 };
        var found = new Dictionary<string, (byte[], JsonNode)> { ["(simulated)"] = (Some.Octets(link, acquisition), JsonNode.Parse(ByHand)!) };
        if (Folder() is { } folder)
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*.sor").Where(p => File.Exists(Path.ChangeExtension(p, ".reference.json"))))
                found[Path.GetFileName(path)] = (File.ReadAllBytes(path), JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(path, ".reference.json")))!);
        }
        return found;
    }

    private static string? Folder([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here) })
        {
            for (var directory = start is null ? null : new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            {
                var folder = Path.Combine(directory.FullName, "shared", "otdr");
                if (Directory.Exists(folder))
                    return folder;
            }
        }
        return null;
    }
}
