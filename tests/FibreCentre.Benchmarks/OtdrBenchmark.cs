using System.Diagnostics;
using System.Globalization;
using FibreCentre.Otdr;
using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Drawing;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Benchmarks;

/// <summary>What a trace of 31,000 points costs to read, to analyse and to draw; reading beside a program that understands nothing of it.</summary>
internal static class OtdrBenchmark
{
    private const int Rounds = 300, WarmUp = 150;

    public static IEnumerable<string> Lines()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, SorWriter.Write(TraceSimulator.Record(new()
            {
                Sections = [new(8000)], LaunchLeadMetres = 200, ReceiveLeadMetres = 200, Elements = [.. Enumerable.Range(1, 15).Select(each => new FusionSplice(each * 500, 0.05))],
            })));
            var octets = File.ReadAllBytes(path);
            var trace = OtdrTrace.From(SorReader.Read(octets).File!);
            var link = LinkAnalysis.Of(trace);
            yield return string.Create(CultureInfo.InvariantCulture, $"a trace of {trace.Samples.Length:N0} points, {octets.Length / 1000:N0} kB, {trace.Events.Count} events:");
            yield return Line("  read, scaled and analysed", Milliseconds(() => LinkAnalysis.Of(OtdrTrace.From(SorReader.Read(octets).File!))));
            yield return Line("  drawn", Milliseconds(() => TraceChart.ToSvg([new(trace, "1310 nm, A to B") { ZeroMetres = link.StartMetres }])));
            // By turns, so that whatever else the machine does is shared.
            var (reading, summing) = (new List<double>(), new List<double>());
            for (var turn = 0; turn < 5; turn++)
            {
                reading.Add(Milliseconds(() => SorReader.Read(File.ReadAllBytes(path))));
                summing.Add(Milliseconds(() => Sum(File.ReadAllBytes(path))));
            }
            yield return string.Create(CultureInfo.InvariantCulture, $"  read from the file {reading.Min():0.000} ms, relative to reading it and summing its samples, {summing.Min():0.000} ms: {reading.Min() / summing.Min():0.00}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Line(string what, double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{what} {milliseconds:0.00} ms on the processor, mean of {Rounds}");

    /// <summary>Time on the processor, which other work on the machine does not add to.</summary>
    private static double Milliseconds<T>(Func<T> act)
    {
        for (var round = 0; round < WarmUp; round++) act();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var round = 0; round < Rounds; round++) act();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds / Rounds;
    }

    private static long Sum(byte[] octets)
    {
        var sum = 0L;
        for (var at = 0; at + 1 < octets.Length; at += 2) sum += octets[at] | octets[at + 1] << 8;
        return sum;
    }
}
