using System.Buffers.Binary;
using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

public sealed class HostileInputTests
{
    [Fact]
    public void Nothing_and_noise_are_refused()
    {
        Assert.Equal(SorFault.Empty, Some.Refused([]).Fault);
        Assert.Equal(SorFault.NotASorFile, Some.Refused([1]).Fault);
        Assert.Equal(SorFault.NotASorFile, Some.Refused("%PDF-1.7 and so on"u8.ToArray()).Fault);
        Assert.Equal(SorFault.NotASorFile, Some.Refused(new byte[4096]).Fault);
    }

    [Theory]
    [InlineData(SorBlockName.GenParams)]
    [InlineData(SorBlockName.SupParams)]
    [InlineData(SorBlockName.FxdParams)]
    [InlineData(SorBlockName.KeyEvents)]
    [InlineData(SorBlockName.DataPts)]
    public void A_file_that_ends_within_a_block_names_the_block_and_where_it_begins(string block)
    {
        var file = Some.File();
        var index = file.Blocks.ToList().FindIndex(b => b.Name.Is(block));
        var at = SorWriter.Offsets(file)[index];
        var error = Some.Refused(SorWriter.Write(file)[..((int)at + 12)]);
        Assert.Equal((SorFault.BlockBeyondEnd, block, at), (error.Fault, error.Block, error.Offset));
    }

    [Fact]
    public void A_file_cut_within_its_checksum_is_read()
    {
        var octets = Some.Octets();
        var read = Some.Read(octets[..^1]);
        Assert.Equal(ChecksumVerdict.Absent, read.Checksum);
        Assert.Contains(SorWarningCode.BlockCutShort, read.Warnings.Codes());
    }

    [Fact]
    public void A_file_without_the_block_that_gives_it_a_scale_is_refused()
    {
        var file = Some.File();
        var error = Some.Refused(SorWriter.Write(file.With<FxdParamsBlock>(_ => null)));
        Assert.Equal((SorFault.BlockMissing, SorBlockName.FxdParams), (error.Fault, error.Block));
    }

    [Fact]
    public void An_acquisition_block_that_is_too_short_is_refused_at_the_field()
    {
        var file = Some.File();
        var cut = file.With<FxdParamsBlock>(b => new OpaqueBlock { Name = b.Name, Header = b.Header, Rest = new SorBytes(new byte[20]) });
        var error = Some.Refused(SorWriter.Write(cut));
        Assert.Equal((SorFault.BlockTooShort, SorBlockName.FxdParams), (error.Fault, error.Block));
        Assert.Equal(SorWriter.Offsets(cut)[2] + 10 + 18, error.Offset);
    }

    [Fact]
    public void A_table_of_events_that_does_not_fit_is_kept_as_octets_and_no_event_is_made_up()
    {
        var octets = Some.Octets();
        var at = (int)SorWriter.Offsets(Some.File())[3] + 10;
        BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(at), 60_000);
        var read = Some.Read(octets);
        var warning = Assert.Single(read.Warnings, w => w.Code == SorWarningCode.BlockUnreadable);
        Assert.Equal((SorBlockName.KeyEvents, (long)at), (warning.Block, warning.Offset));
        Assert.False(OtdrTrace.From(read.File!).HasEvents);
        Assert.Equal(octets, SorWriter.Write(read.File!));
    }

    [Theory]
    [InlineData(0, 200_001u)]
    [InlineData(0, uint.MaxValue)]
    [InlineData(6, 200_001u)]
    [InlineData(6, uint.MaxValue)]
    public void Too_many_points_are_refused_before_any_is_read(int field, uint points)
    {
        var octets = Some.Octets();
        var at = (int)SorWriter.Offsets(Some.File())[4] + 8 + field;
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(at), points);
        var error = Some.Refused(octets);
        Assert.Equal((SorFault.TooManyPoints, SorBlockName.DataPts, (long)at), (error.Fault, error.Block, error.Offset));
    }

    [Fact]
    public void Limits_are_inclusive_and_one_less_is_refused()
    {
        var octets = Some.Octets();
        var points = Some.Trace().Samples.Length;
        Assert.True(SorReader.Read(octets, new SorLimits { MaxBytes = octets.Length, MaxPoints = points, MaxBlocks = 6, MaxEvents = Some.Trace().Events.Count }).IsRead);
        Assert.Equal(SorFault.TooLarge, Some.Refused(octets, new SorLimits { MaxBytes = octets.Length - 1 }).Fault);
        Assert.Equal(SorFault.TooManyPoints, Some.Refused(octets, new SorLimits { MaxPoints = points - 1 }).Fault);
        Assert.Equal(SorFault.TooManyBlocks, Some.Refused(octets, new SorLimits { MaxBlocks = 5 }).Fault);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SorLimits { MaxBytes = 0 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_of_50_MB_is_refused_without_being_kept(bool seekable)
    {
        using var stream = new Zeros(50 << 20, seekable);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = SorReader.Read(stream, new SorLimits { MaxBytes = 1 << 20 });
        Assert.Equal(SorFault.TooLarge, read.Error?.Fault);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.InRange(stream.Position, 0, (1 << 20) + 1);
    }

    [Fact]
    public void A_file_as_large_as_allowed_and_full_of_text_and_events_takes_little_memory()
    {
        var flood = SorText.Of(new string('x', 4 << 20));
        var file = Some.File().With<GenParamsBlock>(b => b with { CableId = flood, Comment = flood, Wavelength = 0, Language = new SorBytes(new byte[2]) })
            .With<SupParamsBlock>(b => b with { SerialNumber = flood })
            .With<FxdParamsBlock>(b => b with { Time = 0, Backscatter = 60_000, RefractiveIndex = 0, AveragingTime = 1 })
            .With<KeyEventsBlock>(b => b with { Events = [.. Enumerable.Range(0, 4_000).Select(i => b.Events[i % 8] with { Time = 100_000 - i, Comment = SorText.Of(new string('y', 500)) })] });
        var octets = SorWriter.Write(file);
        Assert.InRange(octets.Length, 14 << 20, SorLimits.Default.MaxBytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = Some.Read(octets);
        var trace = OtdrTrace.From(read.File!);
        Assert.Equal(4_000, LinkAnalysis.Of(trace).Events.Count);
        Assert.Equal(4_096, trace.CableId!.Length);
        Assert.NotEmpty(TraceNotes.On(read));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_gives_what_memory_gives(bool seekable)
    {
        var octets = Some.Octets();
        using var stream = new Slow(octets, seekable);
        var read = SorReader.Read(stream);
        Assert.Equal(octets, SorWriter.Write(read.File!));
        Assert.Equal(octets, read.Octets.ToArray());
    }

    [Fact]
    public void A_map_that_promises_gigabytes_is_refused_at_the_block_unless_the_next_one_shows_where_it_ends()
    {
        var error = Some.Refused(Promising(SorIssue.One));
        Assert.Equal((SorFault.BlockBeyondEnd, SorBlockName.DataPts), (error.Fault, error.Block));
        Assert.Equal(Some.Trace().Samples.ToArray(), OtdrTrace.From(Some.Read(Promising(SorIssue.Two)).File!).Samples.ToArray());

        static byte[] Promising(SorIssue issue)
        {
            var octets = Some.Octets(acquisition: Some.Acquisition with { Issue = issue });
            BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(octets.AsSpan().IndexOf("DataPts\0"u8) + 10), uint.MaxValue);
            return octets;
        }
    }

    /// <summary>Octets in small pieces, as a network gives them.</summary>
    private sealed class Slow(byte[] octets, bool seekable) : MemoryStream(octets)
    {
        public override bool CanSeek => seekable;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1_000));
    }

    private sealed class Zeros(long length, bool seekable) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => seekable;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - Position);
            Position += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
