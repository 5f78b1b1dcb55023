using System.CommandLine;
using System.Globalization;
using FibreCentre.Api.Features.Traces;
using FibreCentre.Otdr;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Api.CommandLine;

/// <summary>OTDR traces from and to files, without a database.</summary>
internal static class OtdrCommands
{
    public static Command Otdr() => new("otdr", "Reads OTDR traces (.sor, SR-4731), and simulates them for tests and teaching.") { Show(), Simulate() };

    private static Command Show()
    {
        var path = new Argument<string>("file") { Description = "A .sor file." };
        var command = new Command("show", "Says what is in a trace: as the instrument stated it, and as measured on its samples.") { path };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetRequiredValue(path);
            if (!File.Exists(file)) return await CentreCommands.FailAsync($"{file}: there is no such file.");
            var read = ReadTrace.Of(await File.ReadAllBytesAsync(file, cancellationToken));
            if (!read.Succeeded) return await CentreCommands.FailAsync($"{file}: {read.Error.Title}. {read.Error.Detail}");
            foreach (var line in Lines(read.Value.Report())) await CentreCommands.SayAsync(line);
            return 0;
        });
        return command;
    }

    private static Command Simulate()
    {
        var output = new Option<string>("--out") { Description = "The folder to write to: one file for each direction and wavelength.", Required = true };
        var length = new Option<double>("--length") { Description = "Of the link in m.", DefaultValueFactory = _ => 4000 };
        var splices = new Option<int>("--splices") { Description = "How many, evenly along the link.", DefaultValueFactory = _ => 3 };
        var loss = new Option<double>("--loss") { Description = "Of each splice in dB.", DefaultValueFactory = _ => 0.05 };
        var lead = new Option<double>("--lead") { Description = "Of the launch and receive leads in m; 0 for none.", DefaultValueFactory = _ => 200 };
        var fibre = new Option<string>("--fibre") { Description = "As the files name it.", DefaultValueFactory = _ => "1" };
        var serial = new Option<string>("--serial") { Description = "Of the instrument.", DefaultValueFactory = _ => "SIM-0001" };
        var time = new Option<DateTimeOffset>("--at") { Description = "When, by the instrument's clock, such as 2026-11-26T09:30:00Z.", DefaultValueFactory = _ => DateTimeOffset.UnixEpoch.AddDays(20_000) };
        var seed = new Option<int>("--seed") { Description = "Of the noise: the same seed writes the same files.", DefaultValueFactory = _ => 1 };
        var command = new Command("simulate", "Writes the traces of a link that does not exist: both directions at 1310 and 1550 nm.") { output, length, splices, loss, lead, fibre, serial, time, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(output);
            var (metres, count) = (parsed.GetValue(length), parsed.GetValue(splices));
            try
            {
                var link = new SimulatedLink
                {
                    Sections = [new(metres)], LaunchLeadMetres = parsed.GetValue(lead), ReceiveLeadMetres = parsed.GetValue(lead),
                    Elements = [.. Enumerable.Range(1, Math.Max(0, count)).Select(each => new FusionSplice(metres * each / (count + 1), parsed.GetValue(loss)))],
                };
                Directory.CreateDirectory(folder);
                var number = parsed.GetValue(seed);
                foreach (var direction in new[] { TraceDirection.AToB, TraceDirection.BToA })
                    foreach (var wavelength in new[] { 1310, 1550 })
                    {
                        var file = TraceSimulator.Record(link, new()
                        {
                            WavelengthNanometres = wavelength, Direction = direction, RangeMetres = Math.Max(1000, 1.3 * (metres + 2 * parsed.GetValue(lead))), Seed = unchecked(number * 31 + wavelength + (int)direction), SerialNumber = parsed.GetValue(serial)!,
                            FibreId = parsed.GetValue(fibre)!, AcquiredAt = parsed.GetValue(time),
                        });
                        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{(direction == TraceDirection.AToB ? "A-B" : "B-A")}.{wavelength}.sor"));
                        await File.WriteAllBytesAsync(path, SorWriter.Write(file), cancellationToken);
                        await CentreCommands.SayAsync(path);
                    }
                return 0;
            }
            catch (Exception refusal) when (refusal is ArgumentException or IOException or UnauthorizedAccessException)
            {
                return await CentreCommands.FailAsync(refusal.Message);
            }
        });
        return command;
    }

    private static IEnumerable<string> Lines(TraceReport report)
    {
        yield return Line("wavelength", Figure(report.WavelengthNanometres, "0", "nm"));
        yield return Line("taken", report.AcquiredAt?.ToString("u", CultureInfo.InvariantCulture) ?? "not stated");
        yield return Line("instrument", string.Join(' ', new[] { report.Supplier, report.Model, report.SerialNumber }.OfType<string>()) is { Length: > 0 } named ? named : "not stated");
        yield return Line("fibre", report.FibreId ?? "not stated");
        yield return Line("pulse", Figure(report.PulseWidthNanoseconds, "0", "ns"));
        yield return Line("refractive index", report.RefractiveIndex.ToString("0.00000", CultureInfo.InvariantCulture));
        yield return Line("length", Figure(report.LengthMetres, "#,0.0", "m"));
        yield return Line("launch lead", Figure(report.LaunchLeadMetres, "#,0.0", "m"));
        yield return Line("attenuation", Figure(report.AttenuationDbPerKm, "0.000", "dB/km"));
        yield return Line("loss", Figure(report.LossDb, "0.000", "dB"));
        yield return Line("return loss", Figure(report.OpticalReturnLossDb, "0.0", "dB"));
        yield return Line("checksum", report.Checksum);
        yield return Line("SHA-256", report.FileHash);
        yield return Line("of the samples", report.SamplesHash ?? "no samples");
        foreach (var each in report.Events)
            yield return $"  {each.Number,3}  {each.LinkMetres.ToString("#,0.0", CultureInfo.InvariantCulture),10} m  {each.Part,-12} {each.Kind,-15} loss {Figure(each.LossDb, "0.000", "dB"),-12} reflectance {Figure(each.ReflectanceDb, "0.0", "dB")}";
        foreach (var warning in report.Warnings) yield return $"  warning {warning.Code}: {warning.Message}";
        foreach (var note in report.Notes) yield return $"  note {note.Code}: {note.Message}";
    }

    private static string Line(string name, string value) => $"{name,-17} {value}";

    private static string Figure(double? value, string format, string unit) => value is { } known ? $"{known.ToString(format, CultureInfo.InvariantCulture)} {unit}" : "not stated";
}
