using System.Globalization;
using System.Text.Json.Nodes;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

public sealed class RealFileTests
{
    public static TheoryData<string> Files => RealFiles.Names;

    [Theory]
    [MemberData(nameof(Files))]
    public void The_map_lists_every_block_with_place_size_and_version(string file)
    {
        var (read, reference) = Open(file);
        var offsets = SorWriter.Offsets(read.File!);
        var ends = offsets.Skip(1).Append(read.Octets.Length - read.File!.Trailing.Length).ToArray();
        Assert.Equal(reference["version"]!.GetValue<string>(), Version(read.File.Version));
        Assert.Equal(reference["mapblock"]!["nblocks"]!.GetValue<int>(), read.File.Blocks.Count);
        Assert.Equal(reference["mapblock"]!["nbytes"]!.GetValue<int>(), offsets[0]);
        foreach (var (name, expected) in reference["blocks"]!.AsObject())
        {
            var index = read.File.Blocks.Select(b => b.Name.ToString()).ToList().IndexOf(name);
            Assert.True(index >= 0, name);
            Assert.Equal(expected!["pos"]!.GetValue<long>(), offsets[index]);
            Assert.Equal(expected["size"]!.GetValue<long>(), ends[index] - offsets[index]);
            Assert.Equal(expected["version"]!.GetValue<string>(), Version(read.File.Blocks[index].Version));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Names_of_cable_places_and_instrument_are_read(string file)
    {
        var (read, reference) = Open(file);
        var (general, supplier) = (read.File!.GenParams!, read.File.SupParams!);
        Same(reference["GenParams"]!, new()
        {
            ["cable ID"] = general.CableId.Value,
            ["fiber ID"] = general.FibreId.Value,
            ["location A"] = general.LocationA.Value,
            ["location B"] = general.LocationB.Value,
            ["cable code/fiber type"] = general.CableCode.Value,
            ["operator"] = general.Operator.Value,
            ["comments"] = general.Comment.Value,
            ["user offset"] = general.UserOffset.ToString(),
            ["user offset distance"] = general.UserOffsetDistance?.ToString(),
            ["wavelength"] = $"{general.Wavelength} nm",
            ["language"] = new SorText(general.Language.Memory).Value,
            ["build condition"] = new SorText(general.BuildCondition.Memory).Value,
            ["fiber type"] = $"G.{general.FibreType}",
        });
        Same(reference["SupParams"]!, new()
        {
            ["supplier"] = supplier.Supplier?.Value,
            ["OTDR"] = supplier.Model?.Value,
            ["OTDR S/N"] = supplier.SerialNumber?.Value,
            ["module"] = supplier.Module?.Value,
            ["module S/N"] = supplier.ModuleSerialNumber?.Value,
            ["software"] = supplier.Software?.Value,
            ["other"] = supplier.Other?.Value,
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_acquisition_is_read_and_scaled(string file)
    {
        var (read, reference) = Open(file);
        var (fields, trace) = (read.File!.FxdParams!, OtdrTrace.From(read.File));
        var backscatter = (short)fields.Backscatter < 0 ? (double)fields.Backscatter : -10 * trace.BackscatterDb!.Value; // the reference does not know of signed ones
        Same(reference["FxdParams"]!, new()
        {
            ["index"] = Fixed(trace.RefractiveIndex, 6),
            ["wavelength"] = Fixed(trace.WavelengthNanometres!.Value, 1) + " nm",
            ["pulse width"] = trace.PulseWidthNanoseconds + " ns",
            ["num data points"] = trace.Samples.Length.ToString(),
            ["num averages"] = trace.Averages?.ToString(),
            ["number of pulse width entries"] = fields.Pulses.Count.ToString(),
            ["BC"] = Fixed(-backscatter / 10, 2) + " dB",
            ["EOT thr"] = Fixed(trace.EndOfFibreThresholdDb ?? 0, 3) + " dB",
            ["loss thr"] = Fixed(trace.LossThresholdDb ?? 0, 3) + " dB",
            ["refl thr"] = (trace.ReflectanceThresholdDb is null ? "-" : "") + Fixed(trace.ReflectanceThresholdDb ?? 0, 3) + " dB",
            ["acquisition offset"] = fields.AcquisitionOffset.ToString(),
            ["acquisition offset distance"] = fields.AcquisitionOffsetDistance?.ToString(),
            ["acquisition range distance"] = fields.RangeDistance?.ToString(),
            ["front panel offset"] = fields.FrontPanelOffset.ToString(),
            ["noise floor level"] = fields.NoiseFloor.ToString(),
            ["noise floor scaling factor"] = fields.NoiseFloorScale.ToString(),
            ["power offset first point"] = fields.PowerOffset.ToString(),
            ["averaging time"] = Fixed(trace.AveragingTimeSeconds ?? 0, 0) + " sec",
            ["date/time"] = trace.AcquiredAt!.Value.ToString("ddd MMM dd HH:mm:ss yyyy", CultureInfo.InvariantCulture) + $" ({trace.AcquiredAt.Value.ToUnixTimeSeconds()} sec)",
            ["unit"] = new SorText(fields.DistanceUnit.Memory).Value,
            ["trace type"] = new SorText(fields.TraceType?.Memory ?? default).Value,
            ["X1"] = fields.Window?[0].ToString(),
            ["X2"] = fields.Window?[2].ToString(),
            ["Y1"] = fields.Window?[1].ToString(),
            ["Y2"] = fields.Window?[3].ToString(),
        });
        Close(reference["FxdParams"]!["resolution"], trace.SampleSpacingMetres, 1e-6);
        Close(reference["FxdParams"]!["range"], trace.SampleSpacingMetres * trace.Samples.Length / 1000, 1e-9);
        Close(JsonValue.Create(Number(reference["FxdParams"]!["sample spacing"]!)), fields.Pulses[0].SampleSpacing * 1e-8, 1e-15);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_event_is_read_and_scaled(string file)
    {
        var (read, reference) = Open(file);
        var trace = OtdrTrace.From(read.File!);
        Assert.Equal(reference["KeyEvents"]!["num events"]!.GetValue<int>(), trace.Events.Count);
        foreach (var item in trace.Events)
        {
            var expected = reference["KeyEvents"]![$"event {item.Number}"]!;
            var markers = item.Stored.Markers;
            Same(expected, new()
            {
                ["distance"] = Fixed(item.DistanceMetres / 1000, 3),
                ["slope"] = Fixed(item.AttenuationDbPerKm ?? 0, 3),
                ["splice loss"] = Fixed(item.LossDb ?? 0, 3),
                ["refl loss"] = Fixed(item.ReflectanceDb ?? (item.Stored.Reflectance / 1000.0), 3),
                ["comments"] = item.Comment,
                ["type"] = new SorText(item.Stored.Code.Memory).Value + new SorText(item.Stored.Method.Memory).Value,
                ["end of prev"] = Kilometres(markers?.EndOfPrevious),
                ["start of curr"] = Kilometres(markers?.Start),
                ["end of curr"] = Kilometres(markers?.End),
                ["start of next"] = Kilometres(markers?.StartOfNext),
                ["peak"] = Kilometres(markers?.Peak),
            });
        }
        var summary = reference["KeyEvents"]!["Summary"]!;
        Close(summary["total loss"], trace.TotalLossDb ?? 0, 1e-9);
        Close(summary["ORL"], trace.OpticalReturnLossDb ?? 0, 1e-9);
        Close(summary["loss start"], trace.TotalLossFromMetres / 1000, 1e-6);
        Close(summary["loss end"], (trace.TotalLossToMetres ?? 0) / 1000, 1e-5);
        Close(summary["ORL start"], read.File!.KeyEvents!.Summary!.Value.ReturnLossStart * trace.MetresPerUnit / 1000, 1e-6);
        Close(summary["ORL finish"], read.File.KeyEvents.Summary.Value.ReturnLossEnd * trace.MetresPerUnit / 1000, 1e-5);

        // The reference reads markers without their sign.
        string? Kilometres(int? units) => units is { } u ? Fixed((uint)u * trace.MetresPerUnit / 1000, 3) : null;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_sample_is_read(string file)
    {
        var (read, reference) = Open(file);
        var (data, trace) = (read.File!.DataPts!, OtdrTrace.From(read.File));
        var expected = reference["DataPts"]!;
        Assert.Equal(expected["num data points"]!.GetValue<uint>(), data.PointCount);
        Assert.Equal(expected["num data points 2"]!.GetValue<int>(), trace.Samples.Length);
        Assert.Equal(expected["num traces"]!.GetValue<int>(), data.Traces.Count);
        Close(expected["max before offset"], trace.Samples.ToArray().Max() * 1e-3, 1e-12);
        Close(expected["min before offset"], trace.Samples.ToArray().Min() * 1e-3, 1e-12);
        Close(expected["scaling factor"], data.Traces[0].Scale / 1e3, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_checksum_is_judged_and_never_refuses(string file)
    {
        var (read, reference) = Open(file);
        var stored = read.File!.Checksum!.Value;
        if (reference["Cksum"]!["checksum"] is { } expected)
            Assert.Equal(expected.GetValue<int>(), stored);
        if (reference["Cksum"]!["checksum_ours"] is { } ours)
            Assert.Equal(ours.GetValue<int>(), SorChecksum.Compute(read.Octets.Span[..^2]));
        var verdict = reference["Cksum"]!["match"]!.GetValue<bool>() ? ChecksumVerdict.Matches : stored == 0 ? ChecksumVerdict.Zero : ChecksumVerdict.Differs;
        Assert.Equal(verdict, read.Checksum);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Writing_gives_back_every_octet(string file)
    {
        var (read, _) = Open(file);
        Assert.Equal(read.Octets.ToArray(), SorWriter.Write(read.File!));
    }

    private static (SorReadResult Read, JsonNode Reference) Open(string file)
    {
        var (octets, reference) = RealFiles.Found[file];
        return (Some.Read(octets), reference);
    }

    /// <summary>Numbers as numbers; texts as texts, where the reference may add an explanation.</summary>
    private static void Same(JsonNode reference, Dictionary<string, string?> ours)
    {
        foreach (var (key, value) in ours)
        {
            if (reference[key]?.ToString().Trim() is not { } expected)
                continue;
            if (expected.Length == 0)
                Assert.True(value is null, key);
            else
                Assert.True(!string.IsNullOrWhiteSpace(value) && expected.StartsWith(value, StringComparison.Ordinal), $"{key}: {expected} was read as {value}");
        }
    }

    private static void Close(JsonNode? expected, double? actual, double tolerance)
    {
        if (expected is not null)
            Assert.InRange(actual!.Value, expected.GetValue<double>() - tolerance, expected.GetValue<double>() + tolerance);
    }

    private static double Number(JsonNode text) => double.Parse(text.ToString().Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Fixed(double value, int decimals) => value.ToString("F" + decimals, CultureInfo.InvariantCulture);

    private static string Version(ushort version) => Fixed(version / 100.0, 2);
}
