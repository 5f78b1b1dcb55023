using FibreCentre.Otdr.Sor;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Otdr.Tests;

public sealed class RoundTripTests
{
    private static Gen<int> Int => Gen.OneOf(Gen.Choose(-100_000, 100_000), Gen.Elements(int.MinValue, -1, 0, 1, int.MaxValue));

    private static Gen<ushort> Short => Gen.Choose(0, ushort.MaxValue).Select(i => (ushort)i);

    private static Gen<SorText> Text => Gen.Elements("", " ", "Cable 7", "Größe", "日本", "a\tb\nc").Select(SorText.Of);

    private static Gen<SorBytes> Letters => Gen.Elements("EN", "BC", "mt", "  ").Select(t => new SorBytes(SorText.Of(t).Octets));

    private static Gen<SorBytes> Octets => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().Select(a => new SorBytes(a));

    private static Gen<KeyEvent> Event(bool two) =>
        from numbers in Int.ArrayOf(8)
        from text in Text
        from code in Gen.Elements("0F9999", "1E9999", "2f0012", "1S9999")
        select new KeyEvent
        {
            Number = (ushort)numbers[0],
            Time = numbers[1],
            Slope = (short)numbers[2],
            Loss = (short)numbers[3],
            Reflectance = numbers[4],
            Code = new SorBytes(SorText.Of(code).Octets),
            Markers = two ? new EventMarkers(numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]) : null,
            Comment = text,
        };

    private static Gen<SorFile> AnyFile =>
        from two in Gen.Elements(true, false)
        from texts in Text.ArrayOf(14)
        from letters in Letters.ArrayOf(4)
        from ints in Int.ArrayOf(16)
        from shorts in Short.ArrayOf(12)
        from pulses in Gen.Choose(1, 3)
        from count in Gen.Choose(0, 5)
        from events in Event(two).ArrayOf(5)
        from samples in Short.ArrayOf()
        from vendor in Octets
        from order in Gen.Shuffle(Enumerable.Range(0, 7).ToArray())
        let blocks = new SorBlock[]
        {
            new GenParamsBlock
            {
                Name = SorText.Of("GenParams"), Language = letters[0], CableId = texts[0], FibreId = texts[1], FibreType = two ? shorts[0] : null, Wavelength = shorts[1], LocationA = texts[2],
                LocationB = texts[3], CableCode = texts[4], BuildCondition = letters[1], UserOffset = ints[0], UserOffsetDistance = two ? ints[1] : null, Operator = texts[5], Comment = texts[6],
            },
            new SupParamsBlock
            {
                Name = SorText.Of("SupParams"), Supplier = texts[7], Model = texts[8], SerialNumber = texts[9], Module = texts[10], ModuleSerialNumber = texts[11], Software = texts[12], Other = texts[13],
            },
            new FxdParamsBlock
            {
                Name = SorText.Of("FxdParams"), Time = (uint)ints[2], DistanceUnit = letters[2], Wavelength = shorts[2], AcquisitionOffset = ints[3], AcquisitionOffsetDistance = two ? ints[4] : null,
                Pulses = [.. Enumerable.Range(0, pulses).Select(i => new PulseEntry((ushort)(shorts[3] + i), (uint)ints[5], (uint)ints[6]))],
                RefractiveIndex = (uint)ints[7], Backscatter = shorts[4], Averages = (uint)ints[8], AveragingTime = two ? shorts[5] : null, Range = (uint)ints[9], RangeDistance = two ? ints[10] : null,
                FrontPanelOffset = ints[11], NoiseFloor = shorts[6], NoiseFloorScale = (short)shorts[7], PowerOffset = shorts[8], LossThreshold = shorts[9], ReflectanceThreshold = shorts[10],
                EndOfFibreThreshold = shorts[11], TraceType = two ? letters[3] : null, Window = two ? [ints[12], ints[13], ints[14], ints[15]] : null,
            },
            new KeyEventsBlock
            {
                Name = SorText.Of("KeyEvents"), Events = events[..count], Summary = new EventSummary(ints[0], ints[1], (uint)ints[2], shorts[0], ints[3], (uint)ints[4]),
            },
            new DataPtsBlock { Name = SorText.Of("DataPts"), PointCount = (uint)samples.Length, Traces = [new SampleRun(shorts[1], samples)] },
            new OpaqueBlock { Name = SorText.Of("MakersOwn 01"), Rest = vendor },
            new ChecksumBlock { Name = SorText.Of("Cksum"), Value = shorts[2] },
        }
        select new SorFile
        {
            Issue = two ? SorIssue.Two : SorIssue.One,
            Version = (ushort)(two ? 200 : 100),
            Blocks = [.. order.Select(i => blocks[i] with { Version = 200, Header = two && blocks[i].Name != SorText.Of("MakersOwn 01") ? blocks[i].Name : null })],
        };

    [Fact]
    public void What_is_written_is_read_as_it_was_field_by_field() =>
        Some.Holds(Prop.ForAll(AnyFile.ToArbitrary(), file =>
        {
            var read = Some.Read(SorWriter.Write(file)).File!;
            Assert.Equal((file.Issue, file.Version, file.Blocks.Count), (read.Issue, read.Version, read.Blocks.Count));
            Assert.Equal(file.GenParams, read.GenParams);
            Assert.Equal(file.SupParams, read.SupParams);
            Assert.Equal(file.FxdParams! with { Pulses = [], Window = null }, read.FxdParams! with { Pulses = [], Window = null });
            Assert.Equal(file.FxdParams.Pulses, read.FxdParams.Pulses);
            Assert.Equal(file.FxdParams.Window, read.FxdParams.Window);
            Assert.Equal(file.KeyEvents!.Events, read.KeyEvents!.Events);
            Assert.Equal(file.KeyEvents.Summary, read.KeyEvents.Summary);
            Assert.Equal(file.DataPts!.Traces[0].Samples.ToArray(), read.DataPts!.Traces[0].Samples.ToArray());
            Assert.Equal(file.Checksum, read.Checksum);
            Assert.Equal(file.Blocks.OfType<OpaqueBlock>(), read.Blocks.OfType<OpaqueBlock>());
        }));

    [Fact]
    public void What_is_read_is_written_octet_for_octet() =>
        Some.Holds(Prop.ForAll(AnyFile.ToArbitrary(), file =>
        {
            var octets = SorWriter.Write(file);
            Assert.Equal(octets, SorWriter.Write(Some.Read(octets).File!));
        }));

    [Fact]
    public void Octets_after_the_last_field_and_after_the_last_block_are_kept()
    {
        var file = Some.File() with { MapPadding = new SorBytes(new byte[] { 1, 2 }), Trailing = new SorBytes(new byte[] { 3 }) };
        file = file.With<KeyEventsBlock>(b => b with { Rest = new SorBytes(new byte[] { 4, 5, 6 }) });
        var octets = SorWriter.Write(file);
        var read = Some.Read(octets);
        Assert.Equal(octets, SorWriter.Write(read.File!));
        Assert.Equal([SorWarningCode.BlockPadding, SorWarningCode.BlockPadding, SorWarningCode.TrailingBytes], read.Warnings.Codes());
    }

    [Theory]
    [InlineData(SorIssue.One)]
    [InlineData(SorIssue.Two)]
    public void A_sealed_file_has_a_checksum_that_matches_and_a_changed_octet_breaks_it(SorIssue issue)
    {
        var octets = Some.Octets(acquisition: Some.Acquisition with { Issue = issue });
        Assert.Equal(ChecksumVerdict.Matches, Some.Read(octets).Checksum);
        octets[^20] ^= 1;
        Assert.Equal(ChecksumVerdict.Differs, Some.Read(octets).Checksum);
    }

    [Fact]
    public void The_checksum_is_the_published_one_for_every_length()
    {
        Assert.Equal(0x29B1, SorChecksum.Compute("123456789"u8)); // the check value of CRC-16/CCITT-FALSE
        var octets = Some.Octets();
        foreach (var length in Enumerable.Range(0, 40))
        {
            var crc = 0xFFFF;
            foreach (var octet in octets[..length])
            {
                crc ^= octet << 8;
                for (var bit = 0; bit < 8; bit++)
                    crc = ((crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021 : 0)) & 0xFFFF;
            }
            Assert.Equal(crc, SorChecksum.Compute(octets.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_text_with_a_NUL_cannot_be_stored() => Assert.Throws<ArgumentException>(() => SorText.Of("a\0b"));

    [Fact]
    public void A_field_of_another_length_than_its_own_is_not_written() =>
        Assert.Throws<ArgumentException>(() => SorWriter.Write(Some.File().With<GenParamsBlock>(b => b with { Language = new SorBytes(new byte[3]) })));
}
