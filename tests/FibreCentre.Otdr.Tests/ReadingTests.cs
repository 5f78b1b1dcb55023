using System.Buffers.Binary;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

/// <summary>What instruments really write.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void An_ordinary_file_has_no_warning()
    {
        var read = Some.Read(Some.Octets());
        Assert.Empty(read.Warnings);
        Assert.Empty(OtdrTrace.From(read.File!).Warnings);
    }

    [Fact]
    public void Issue_1_has_no_names_in_its_blocks_and_says_the_same()
    {
        var one = Some.Trace(acquisition: Some.Acquisition with { Issue = SorIssue.One });
        var two = Some.Trace();
        Assert.Equal(SorIssue.One, Some.Read(SorWriter.Write(one.File)).File!.Issue);
        Assert.Equal(54, SorWriter.Offsets(one.File)[3] - SorWriter.Offsets(one.File)[2]);
        Assert.Equal(two.Events.Select(e => (e.DistanceMetres, e.LossDb, e.ReflectanceDb, e.Kind, e.Origin)), one.Events.Select(e => (e.DistanceMetres, e.LossDb, e.ReflectanceDb, e.Kind, e.Origin)));
        Assert.Equal(two.Samples.ToArray(), one.Samples.ToArray());
        Assert.All(one.Events, e => Assert.Null(e.Stored.Markers));
        Assert.Null(one.AveragingTimeSeconds);
    }

    [Fact]
    public void A_zero_optical_return_loss_reads_not_measured()
    {
        Assert.NotNull(Some.Trace().OpticalReturnLossDb);
        Assert.Null(WithSummary(s => s with { ReturnLoss = 0 }).OpticalReturnLossDb);
        Assert.Null(WithSummary(s => s with { ReturnLoss = ushort.MaxValue }).OpticalReturnLossDb);
        Assert.Equal(31.25, WithSummary(s => s with { ReturnLoss = 31_250 }).OpticalReturnLossDb);
    }

    [Fact]
    public void A_zero_loss_slope_or_reflectance_of_an_event_reads_not_measured()
    {
        var item = Some.File().With<KeyEventsBlock>(b => b with { Events = [new KeyEvent { Number = 1, Time = 4_000 }] }).Scaled().Events[0];
        Assert.Equal((null, null, null), (item.LossDb, item.AttenuationDbPerKm, item.ReflectanceDb));
    }

    [Fact]
    public void A_reflectance_above_zero_reads_not_measured_and_is_noted()
    {
        var trace = Some.File().With<KeyEventsBlock>(b => b with { Events = [new KeyEvent { Number = 1, Reflectance = 40_000 }, new KeyEvent { Number = 2, Time = 9_000, Reflectance = -40_000 }] }).Scaled();
        Assert.Equal([null, -40.0], trace.Events.Select(e => e.ReflectanceDb));
        Assert.Equal(40_000, trace.Events[0].Stored.Reflectance);
        Assert.Contains(SorWarningCode.ReflectancePositive, trace.Warnings.Codes());
    }

    [Theory]
    [InlineData(13_070, 1310, 1307.0, 1310, false)]
    [InlineData(1310, 1310, 1310.0, 1310, true)]
    [InlineData(15_500, 15_500, 1550.0, 1550, true)]
    [InlineData(0, 1550, null, 1550, true)]
    [InlineData(16_253, 0, 1625.3, 1625, true)]
    [InlineData(0, 0, null, null, true)]
    public void A_wavelength_is_read_in_either_scale(int actual, int nominal, double? expectedActual, int? expectedNominal, bool noted)
    {
        var trace = Some.File().With<FxdParamsBlock>(b => b with { Wavelength = (ushort)actual }).With<GenParamsBlock>(b => b with { Wavelength = (ushort)nominal }).Scaled();
        Assert.Equal(expectedActual, trace.WavelengthNanometres);
        Assert.Equal(expectedNominal, trace.NominalWavelengthNanometres);
        Assert.Equal(noted, trace.Warnings.Codes().Contains(SorWarningCode.WavelengthScale));
    }

    [Theory]
    [InlineData(800, -80.0, false)]
    [InlineData(64_736, -80.0, true)]
    [InlineData(0, null, false)]
    public void A_backscatter_coefficient_is_negative_however_it_is_stored(int stored, double? expected, bool noted)
    {
        var trace = Some.File().With<FxdParamsBlock>(b => b with { Backscatter = (ushort)stored }).Scaled();
        Assert.Equal(expected, trace.BackscatterDb);
        Assert.Equal(noted, trace.Warnings.Codes().Contains(SorWarningCode.BackscatterSigned));
    }

    [Theory]
    [InlineData(0u, false)]
    [InlineData(315_532_800u, false)] // 1 January 1980
    [InlineData(347_155_199u, false)]
    [InlineData(347_155_200u, true)]
    [InlineData(uint.MaxValue, true)]
    public void A_clock_that_was_never_set_gives_no_time(uint stored, bool known)
    {
        var trace = Some.File().With<FxdParamsBlock>(b => b with { Time = stored }).Scaled();
        Assert.Equal(known, trace.AcquiredAt is not null);
        Assert.Equal(!known, trace.Warnings.Codes().Contains(SorWarningCode.ClockUnset));
        if (known)
            Assert.Equal(stored, trace.AcquiredAt!.Value.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(30, false)] // 30 s stored in s: light cannot have made that many round trips in 3 s
    [InlineData(30_000, false)]
    public void An_averaging_time_is_certain_only_when_the_averages_confirm_it(int stored, bool certain)
    {
        var trace = Some.File().With<FxdParamsBlock>(b => b with { AveragingTime = (ushort)stored }).Scaled();
        Assert.Equal(certain, trace.AveragingTimeIsCertain);
        Assert.Equal(stored / 10.0, trace.AveragingTimeSeconds);
        Assert.Equal(!certain, trace.Warnings.Codes().Contains(SorWarningCode.AveragingTimeUncertain));
    }

    [Fact]
    public void Another_sample_scale_changes_every_level()
    {
        var file = Some.File().With<DataPtsBlock>(b => b with { Traces = [new SampleRun(1470, new ushort[] { 1000, 20_000 })], PointCount = 2 });
        Assert.Equal(-1.47, file.Scaled().LevelDb(0), 12);
        Assert.Equal(-29.4, file.Scaled().LevelDb(1), 12);
        Assert.Contains(SorWarningCode.SampleScaleUnusual, file.Scaled().Warnings.Codes());
    }

    [Fact]
    public void Point_counts_that_disagree_give_the_samples_that_are_there()
    {
        var octets = Some.Octets();
        var at = (int)SorWriter.Offsets(Some.File())[4] + 8;
        var points = BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(at));
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(at + 6), points + 10);
        var read = Some.Read(octets);
        Assert.Equal((int)points, OtdrTrace.From(read.File!).Samples.Length);
        var warning = Assert.Single(read.Warnings, w => w.Code == SorWarningCode.PointCountsDisagree);
        Assert.Equal((SorBlockName.DataPts, at + 6L), (warning.Block, warning.Offset));
    }

    [Fact]
    public void Several_traces_are_all_read_and_the_first_is_scaled()
    {
        var file = Some.File().With<DataPtsBlock>(b => b with { PointCount = 5, Traces = [new SampleRun(1000, new ushort[] { 1, 2 }), new SampleRun(1000, new ushort[] { 3, 4, 5 })] });
        var trace = file.Scaled();
        Assert.Equal([1, 2], trace.Samples.ToArray().Select(s => (int)s));
        Assert.Equal(2, trace.File.DataPts!.Traces.Count);
        Assert.Contains(SorWarningCode.SeveralTraces, trace.Warnings.Codes());
    }

    [Theory]
    [InlineData(SorBlockName.GenParams)]
    [InlineData(SorBlockName.SupParams)]
    [InlineData(SorBlockName.KeyEvents)]
    [InlineData(SorBlockName.DataPts)]
    [InlineData(SorBlockName.Cksum)]
    public void A_block_may_be_empty_or_missing(string name)
    {
        var file = Some.File();
        var empty = file with { Blocks = [.. file.Blocks.Select(b => b.Name.Is(name) ? new OpaqueBlock { Name = b.Name, Version = b.Version } : b)] };
        var missing = file with { Blocks = [.. file.Blocks.Where(b => !b.Name.Is(name))] };
        var read = Some.Read(SorWriter.Write(empty));
        Assert.Contains(read.Warnings, w => w is { Code: SorWarningCode.BlockEmpty } && w.Block == name);
        Assert.Equal(SorWriter.Write(empty), SorWriter.Write(read.File!));
        Assert.Equal(name != SorBlockName.KeyEvents, OtdrTrace.From(read.File!).HasEvents);
        Assert.Equal(name == SorBlockName.Cksum ? ChecksumVerdict.Absent : ChecksumVerdict.Differs, read.Checksum);
        Assert.Equal(name != SorBlockName.Cksum, Some.Read(SorWriter.Write(missing)).Warnings.Any(w => w is { Code: SorWarningCode.BlockMissing } && w.Block == name));
    }

    [Fact]
    public void Names_in_unusual_case_are_the_same_blocks()
    {
        var file = Some.File();
        var loud = file with { Blocks = [.. file.Blocks.Select(b => b with { Name = SorText.Of(b.Name.ToString().ToUpperInvariant()) })] };
        var octets = SorWriter.Write(loud);
        var read = Some.Read(octets);
        Assert.Empty(read.Warnings);
        Assert.Equal(octets, SorWriter.Write(read.File!));
        Assert.Equal(Some.Trace().Events.Count, OtdrTrace.From(read.File!).Events.Count);
    }

    [Fact]
    public void A_map_with_wrong_sizes_does_not_lose_the_blocks()
    {
        var file = Some.File();
        var octets = SorWriter.Write(file);
        // The map says that GenParams is 7 octets shorter than it is, so that everything after it seems misplaced.
        var size = octets.AsSpan().IndexOf("GenParams\0"u8) + 12;
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(size), BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(size)) - 7);
        var read = Some.Read(octets);
        Assert.Equal((SorWarningCode.BlockMisplaced, SorBlockName.SupParams), Assert.Single(read.Warnings) is var w ? (w.Code, w.Block) : default);
        Assert.Equal(SorWriter.Write(file), SorWriter.Write(read.File!));
        Assert.Equal(OtdrTrace.From(file).Events.Select(e => e.DistanceMetres), OtdrTrace.From(read.File!).Events.Select(e => e.DistanceMetres));
        Assert.Equal(OtdrTrace.From(file).Samples.ToArray(), OtdrTrace.From(read.File!).Samples.ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(+1)]
    public void A_map_that_miscounts_its_blocks_is_read_to_its_end(int error)
    {
        var octets = Some.Octets();
        octets[10] = (byte)(octets[10] + error);
        var read = Some.Read(octets);
        Assert.Contains(SorWarningCode.MapCountDisagrees, read.Warnings.Codes());
        Assert.Equal(6, read.File!.Blocks.Count);
    }

    [Theory]
    [InlineData(SorIssue.One, 40)]
    [InlineData(SorIssue.Two, 40)]
    [InlineData(SorIssue.One, -30)]
    [InlineData(SorIssue.Two, -30)]
    public void A_map_that_states_a_wrong_size_of_its_own_is_read(SorIssue issue, int error)
    {
        var octets = Some.Octets(acquisition: Some.Acquisition with { Issue = issue });
        var at = issue == SorIssue.Two ? 6 : 2;
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(at), BinaryPrimitives.ReadInt32LittleEndian(octets.AsSpan(at)) + error);
        var read = Some.Read(octets);
        Assert.Equal((SorWarningCode.MapSizeDisagrees, (long)at), Assert.Single(read.Warnings) is var w ? (w.Code, w.Offset) : default);
        Assert.Equal(Some.Trace().Events.Count, OtdrTrace.From(read.File!).Events.Count);
    }

    [Fact]
    public void Text_that_is_none_is_kept_and_noted()
    {
        var octets = new byte[] { 0x01, 0xFF, 0x7F };
        var trace = Some.File().With<GenParamsBlock>(b => b with { Language = new SorBytes(new byte[] { 0, 9 }), CableId = new SorText(octets) }).Scaled();
        Assert.Equal(octets, trace.File.GenParams!.CableId.Octets.ToArray());
        Assert.Contains(SorWarningCode.TextIsNoText, trace.Warnings.Codes());
    }

    [Fact]
    public void A_text_may_be_UTF_8_or_Latin_1_and_a_blank_one_is_none()
    {
        Assert.Equal("Größe", SorText.Of("Größe").Value);
        Assert.Equal("Größe", new SorText(new byte[] { 0x47, 0x72, 0xF6, 0xDF, 0x65 }).Value);
        Assert.Null(SorText.Of("  ").Value);
    }

    [Fact]
    public void Letters_of_an_event_code_may_be_small_and_unknown_ones_are_noted()
    {
        Assert.Equal((EventKind.Reflective, EventOrigin.End), Read("1e9999"));
        Assert.Equal((EventKind.Saturated, EventOrigin.ModifiedEnd), Read("2D9999"));
        Assert.Equal((EventKind.NonReflective, EventOrigin.Moved), Read("0m9999"));
        Assert.Equal((EventKind.NonReflective, EventOrigin.Unknown), Read("0S9999"));
        Assert.Contains(SorWarningCode.EventCodeUnknown, WithCode("0S9999").Warnings.Codes());
        Assert.Equal(12, WithCode("0F0012").Events[0].Landmark);
        Assert.Null(WithCode("0F9999").Events[0].Landmark);

        static (EventKind, EventOrigin) Read(string code) => WithCode(code).Events[0] is var e ? (e.Kind, e.Origin) : default;
        static OtdrTrace WithCode(string code) => Some.File().With<KeyEventsBlock>(b => b with { Events = [new KeyEvent { Code = new SorBytes(SorText.Of(code).Octets) }] }).Scaled();
    }

    [Fact]
    public void Events_count_from_the_users_zero_and_samples_from_the_port()
    {
        var atPort = Some.Trace();
        var atLink = Some.Trace(acquisition: Some.Acquisition with { ZeroAtLinkStart = true });
        Assert.Equal(0, atPort.FirstSampleMetres);
        Assert.Equal(-300, atLink.FirstSampleMetres, 0.02);
        Assert.Equal(300, atLink.UserOffsetMetres, 0.02);
        Assert.Equal(atPort.Events.Select(e => e.DistanceMetres - 300), atLink.Events.Select(e => e.DistanceMetres), (a, b) => Math.Abs(a - b) < 0.02);
    }

    [Fact]
    public void Where_the_reflections_stand_at_the_front_panel_offset_that_one_counts()
    {
        var file = Some.File(acquisition: Some.Acquisition with { ZeroAtLinkStart = true });
        var moved = file.With<FxdParamsBlock>(b => b with { FrontPanelOffset = file.GenParams!.UserOffset }).With<GenParamsBlock>(b => b with { UserOffset = 0 });
        Assert.Equal(-300, moved.Scaled().FirstSampleMetres, 0.02);
        Assert.Equal(0, moved.Scaled().PortMetres);
        Assert.Contains(SorWarningCode.OffsetElsewhere, moved.Scaled().Warnings.Codes());

        var unused = Some.File().With<FxdParamsBlock>(b => b with { FrontPanelOffset = 12_345 });
        Assert.Equal(0, unused.Scaled().FirstSampleMetres);
        Assert.DoesNotContain(SorWarningCode.OffsetElsewhere, unused.Scaled().Warnings.Codes());
    }

    [Fact]
    public void An_event_before_the_users_zero_has_a_negative_distance()
    {
        var trace = Some.File().With<KeyEventsBlock>(b => b with { Events = [new KeyEvent { Time = -10_000 }] }).Scaled();
        Assert.Equal(-204.218, trace.Events[0].DistanceMetres, 0.001);
    }

    [Fact]
    public void A_block_laid_out_as_in_the_other_issue_is_recognised()
    {
        var one = Some.File(acquisition: Some.Acquisition with { Issue = SorIssue.One });
        var mixed = Some.File() with { Blocks = [.. Some.File().Blocks.Select((b, i) => i is 0 or 2 or 3 ? one.Blocks[i] with { Header = b.Header } : b)] };
        var read = Some.Read(SorWriter.Write(mixed));
        Assert.Equal(3, read.Warnings.Codes().Count(c => c == SorWarningCode.LayoutOfOtherIssue));
        Assert.Equal(OtdrTrace.From(one).Events.Select(e => e.DistanceMetres), OtdrTrace.From(read.File!).Events.Select(e => e.DistanceMetres));
        Assert.Equal(one.GenParams!.LocationB, read.File!.GenParams!.LocationB);
        Assert.Equal(one.FxdParams!.RefractiveIndex, read.File.FxdParams!.RefractiveIndex);
    }

    private static OtdrTrace WithSummary(Func<EventSummary, EventSummary> change) => Some.File().With<KeyEventsBlock>(b => b with { Summary = change(b.Summary!.Value) }).Scaled();
}
