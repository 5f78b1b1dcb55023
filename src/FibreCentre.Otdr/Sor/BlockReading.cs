using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FibreCentre.Otdr.Sor;

/// <summary>Takes one block apart. A block that is not needed and does not fit its fields is kept as octets.</summary>
internal sealed class BlockReading(string name, int offset, SorIssue issue, SorLimits limits)
{
    private const int EventOctetsInIssue1 = 22;
    private const int EventOctetsInIssue2 = 42;
    private const int SummaryOctets = 22;
    private const int WindowOctets = 18;

    public List<SorWarning> Warnings { get; } = [];

    public SorError? Error { get; private set; }

    public SorBlock Read(string? known, ReadOnlyMemory<byte> body) => known switch
    {
        SorBlockName.GenParams => EitherLayout(body, GenParams),
        SorBlockName.SupParams => SupParams(body),
        SorBlockName.FxdParams => FxdParams(body),
        SorBlockName.KeyEvents => EitherLayout(body, KeyEvents),
        SorBlockName.DataPts => DataPts(body),
        SorBlockName.Cksum => Checksum(body),
        _ => Opaque(body),
    };

    /// <summary>A try at one layout.</summary>
    /// <param name="Block">Null when the fields do not fit.</param>
    /// <param name="Position">How far it came.</param>
    /// <param name="Unterminated">A string has no NUL.</param>
    /// <param name="Doubtful">A code is not printable, as when part of a number is taken for it.</param>
    private readonly record struct Attempt(SorBlock? Block, int Position, bool Unterminated = false, bool Doubtful = false)
    {
        public bool Fits => this is { Block.Rest.Length: 0, Unterminated: false, Doubtful: false };
    }

    /// <summary>The layout of the file's own issue; the other one only where its own does not fit and the other does, to the last octet.</summary>
    private SorBlock EitherLayout(ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, SorIssue, Attempt> read)
    {
        var own = read(body, issue);
        if (!own.Fits)
        {
            var other = read(body, issue == SorIssue.One ? SorIssue.Two : SorIssue.One);
            if (other.Fits)
            {
                Warn(SorWarningCode.LayoutOfOtherIssue, 0, "The block is laid out as in the other issue of the format.");
                own = other;
            }
        }
        return own.Block is null ? Unreadable(body, own.Position) : Checked(own.Block, body.Length, own.Unterminated);
    }

    private OpaqueBlock Unreadable(ReadOnlyMemory<byte> body, int position)
    {
        Warn(SorWarningCode.BlockUnreadable, position, "The block does not fit its fields and is kept as octets.");
        return Opaque(body);
    }

    private SorBlock Checked(SorBlock block, int length, bool unterminated)
    {
        if (unterminated)
            Warn(SorWarningCode.TextNotTerminated, 0, "A string runs to the end of the block.");
        if (block.Rest.Length > 0)
            Warn(SorWarningCode.BlockPadding, length - block.Rest.Length, $"{block.Rest.Length} octets follow the last field of the block.");
        return block;
    }

    private static OpaqueBlock Opaque(ReadOnlyMemory<byte> body) => new() { Rest = new SorBytes(body) };

    private static Attempt GenParams(ReadOnlyMemory<byte> body, SorIssue layout)
    {
        var cursor = new BlockCursor(body);
        var two = layout == SorIssue.Two;
        var block = new GenParamsBlock
        {
            Language = cursor.Bytes(2),
            CableId = cursor.Text(),
            FibreId = cursor.Text(),
            FibreType = two ? cursor.UInt16() : null,
            Wavelength = cursor.UInt16(),
            LocationA = cursor.Text(),
            LocationB = cursor.Text(),
            CableCode = cursor.Text(),
            BuildCondition = cursor.Bytes(2),
            UserOffset = cursor.Int32(),
            UserOffsetDistance = two ? cursor.Int32() : null,
            Operator = cursor.Text(),
            Comment = cursor.Text(),
        };
        return cursor.Short ? new(null, cursor.Position) : new(block with { Rest = cursor.Rest() }, cursor.Position, cursor.Unterminated);
    }

    private SorBlock SupParams(ReadOnlyMemory<byte> body)
    {
        var cursor = new BlockCursor(body);
        SorText? Next(ref BlockCursor from) => from.Remaining > 0 ? from.Text() : null;
        var block = new SupParamsBlock
        {
            Supplier = Next(ref cursor),
            Model = Next(ref cursor),
            SerialNumber = Next(ref cursor),
            Module = Next(ref cursor),
            ModuleSerialNumber = Next(ref cursor),
            Software = Next(ref cursor),
            Other = Next(ref cursor),
        };
        return Checked(block with { Rest = cursor.Rest() }, body.Length, cursor.Unterminated);
    }

    private SorBlock FxdParams(ReadOnlyMemory<byte> body)
    {
        var pulses = body.Length >= 18 ? PulseCount(body, issue) : 0;
        var layout = (body.Length - (10 * pulses)) switch
        {
            44 => SorIssue.One,
            72 => SorIssue.Two,
            _ => issue,
        };
        if (layout != issue)
            Warn(SorWarningCode.LayoutOfOtherIssue, 0, "The block is laid out as in the other issue of the format.");
        var two = layout == SorIssue.Two;
        var cursor = new BlockCursor(body);
        var block = new FxdParamsBlock
        {
            Time = cursor.UInt32(),
            DistanceUnit = cursor.Bytes(2),
            Wavelength = cursor.UInt16(),
            AcquisitionOffset = cursor.Int32(),
            AcquisitionOffsetDistance = two ? cursor.Int32() : null,
            Pulses = Pulses(ref cursor),
            RefractiveIndex = cursor.UInt32(),
            Backscatter = cursor.UInt16(),
            Averages = cursor.UInt32(),
            AveragingTime = two ? cursor.UInt16() : null,
            Range = cursor.UInt32(),
            RangeDistance = two ? cursor.Int32() : null,
            FrontPanelOffset = cursor.Int32(),
            NoiseFloor = cursor.UInt16(),
            NoiseFloorScale = cursor.Int16(),
            PowerOffset = cursor.UInt16(),
            LossThreshold = cursor.UInt16(),
            ReflectanceThreshold = cursor.UInt16(),
            EndOfFibreThreshold = cursor.UInt16(),
            TraceType = two && cursor.Remaining >= WindowOctets ? cursor.Bytes(2) : null,
        };
        if (block.TraceType is not null)
            block = block with { Window = [cursor.Int32(), cursor.Int32(), cursor.Int32(), cursor.Int32()] };
        if (cursor.Short)
            return Refuse(SorFault.BlockTooShort, cursor.Position, "The block ends within its fields.", body);
        return Checked(block with { Rest = cursor.Rest() }, body.Length, unterminated: false);
    }

    /// <summary>The number of pulse widths, by the layout of the file's issue unless only the other one makes the size come out.</summary>
    private static int PulseCount(ReadOnlyMemory<byte> body, SorIssue layout)
    {
        var one = BinaryPrimitives.ReadUInt16LittleEndian(body.Span[12..]);
        var two = BinaryPrimitives.ReadUInt16LittleEndian(body.Span[16..]);
        if (body.Length == 72 + (10 * two))
            return two;
        return body.Length == 44 + (10 * one) || layout == SorIssue.One ? one : two;
    }

    private static PulseEntry[] Pulses(ref BlockCursor cursor)
    {
        var count = cursor.UInt16();
        if (count * 10 > cursor.Remaining)
        {
            cursor.Bytes(cursor.Remaining + 1);
            return [];
        }
        var pulses = new PulseEntry[count];
        foreach (ref var pulse in pulses.AsSpan())
            pulse = pulse with { PulseWidth = cursor.UInt16() };
        foreach (ref var pulse in pulses.AsSpan())
            pulse = pulse with { SampleSpacing = cursor.UInt32() };
        foreach (ref var pulse in pulses.AsSpan())
            pulse = pulse with { PointCount = cursor.UInt32() };
        return pulses;
    }

    private Attempt KeyEvents(ReadOnlyMemory<byte> body, SorIssue layout)
    {
        var cursor = new BlockCursor(body);
        var two = layout == SorIssue.Two;
        var count = cursor.UInt16();
        if (count > limits.MaxEvents || count * (two ? EventOctetsInIssue2 : EventOctetsInIssue1) > cursor.Remaining)
            return new(null, 0);

        var doubtful = false;
        var events = new KeyEvent[count];
        for (var i = 0; i < count; i++)
        {
            events[i] = new KeyEvent
            {
                Number = cursor.UInt16(),
                Time = cursor.Int32(),
                Slope = cursor.Int16(),
                Loss = cursor.Int16(),
                Reflectance = cursor.Int32(),
                Code = cursor.Bytes(6),
                Method = cursor.Bytes(2),
                Markers = two ? new EventMarkers(cursor.Int32(), cursor.Int32(), cursor.Int32(), cursor.Int32(), cursor.Int32()) : null,
                Comment = cursor.Text(),
            };
            if (cursor.Short)
                return new(null, cursor.Position);
            doubtful |= events[i].Code.Span.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
        }

        var block = new KeyEventsBlock { Events = events };
        if (cursor.Remaining >= SummaryOctets)
            block = block with { Summary = new EventSummary(cursor.Int32(), cursor.Int32(), cursor.UInt32(), cursor.UInt16(), cursor.Int32(), cursor.UInt32()) };
        return new(block with { Rest = cursor.Rest() }, cursor.Position, cursor.Unterminated, doubtful);
    }

    private SorBlock DataPts(ReadOnlyMemory<byte> body)
    {
        var cursor = new BlockCursor(body);
        var stated = cursor.UInt32();
        var traces = cursor.UInt16();
        if (cursor.Short)
            return Unreadable(body, cursor.Position);
        if (stated > limits.MaxPoints)
            return Refuse(SorFault.TooManyPoints, 0, $"The block states {stated} points; {limits.MaxPoints} are allowed.", body);

        var runs = new List<SampleRun>();
        var total = 0L;
        // Some files state no trace and hold one.
        for (var trace = Math.Max((ushort)1, traces); trace > 0 && cursor.Remaining >= 6; trace--)
        {
            var at = cursor.Position;
            var count = cursor.UInt32();
            var scale = cursor.UInt16();
            if (count > limits.MaxPoints - total)
                return Refuse(SorFault.TooManyPoints, at, $"The block states {total + count} points; {limits.MaxPoints} are allowed.", body);
            var present = (int)Math.Min(count, (uint)cursor.Remaining / 2);
            if (present < count)
                Warn(SorWarningCode.PointCountsDisagree, at, $"A trace should have {count} points and the block has room for {present}.");
            runs.Add(new SampleRun(scale, Samples(cursor.Bytes(2 * present))));
            total += present;
        }
        if (runs.Count != traces)
            Warn(SorWarningCode.PointCountsDisagree, 4, $"The block states {traces} traces and holds {runs.Count}.");
        if (stated != total)
            Warn(SorWarningCode.PointCountsDisagree, 0, $"The block states {stated} points and holds {total}.");
        return Checked(new DataPtsBlock { PointCount = stated, Traces = runs, Rest = cursor.Rest() }, body.Length, unterminated: false);
    }

    private static ushort[] Samples(SorBytes octets)
    {
        var samples = new ushort[octets.Length / 2];
        octets.Span.CopyTo(MemoryMarshal.AsBytes(samples.AsSpan()));
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(samples, samples);
        return samples;
    }

    private SorBlock Checksum(ReadOnlyMemory<byte> body)
    {
        var cursor = new BlockCursor(body);
        var value = cursor.UInt16();
        return cursor.Short ? Unreadable(body, 0) : Checked(new ChecksumBlock { Value = value, Rest = cursor.Rest() }, body.Length, unterminated: false);
    }

    private OpaqueBlock Refuse(SorFault fault, int position, string message, ReadOnlyMemory<byte> body)
    {
        Error = new SorError(fault, name, offset + position, message);
        return Opaque(body);
    }

    private void Warn(SorWarningCode code, int position, string message) => Warnings.Add(new SorWarning(code, name, offset + position, message));
}
