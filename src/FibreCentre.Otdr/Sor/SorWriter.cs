using System.Buffers.Binary;

namespace FibreCentre.Otdr.Sor;

/// <summary>
/// Writes files of both issues. Counts and sizes in the map follow from the blocks; everything else is written as it stands, so a
/// file read from well-formed octets gives the identical octets, blocks of makers included. Thread-safe.
/// </summary>
public static class SorWriter
{
    /// <summary>The whole file as octets. The stored checksum is not touched; see <see cref="Seal"/>.</summary>
    /// <exception cref="ArgumentException">The file has more blocks, events or traces than their counts can state, or a field of a fixed length has another.</exception>
    public static byte[] Write(SorFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Blocks.Count >= ushort.MaxValue)
            throw new ArgumentException("There are more blocks than a map can list.", nameof(file));

        var sizes = file.Blocks.Select(SizeOf).ToArray();
        var output = new BlockOutput(new byte[MapSize(file) + sizes.Sum() + file.Trailing.Length]);
        if (file.Issue == SorIssue.Two)
            output.Text(file.MapName);
        output.UInt16(file.Version);
        output.UInt32((uint)MapSize(file));
        output.UInt16((ushort)(sizes.Length + 1));
        for (var i = 0; i < sizes.Length; i++)
        {
            output.Text(file.Blocks[i].Name);
            output.UInt16(file.Blocks[i].Version);
            output.UInt32((uint)sizes[i]);
        }
        output.Bytes(file.MapPadding);
        foreach (var block in file.Blocks)
            Block(output, block);
        output.Bytes(file.Trailing);
        return output.Octets!;
    }

    /// <summary>The same file with its Cksum block, if it has one, set to the checksum of what stands before it.</summary>
    public static SorFile Seal(SorFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Checksum is not { } checksum)
            return file;
        var index = file.Blocks.TakeWhile(b => !ReferenceEquals(b, checksum)).Count();
        var at = (int)Offsets(file)[index] + HeaderSize(checksum);
        SorBlock[] blocks = [.. file.Blocks];
        blocks[index] = checksum with { Value = SorChecksum.Compute(Write(file).AsSpan(0, at)) };
        return file with { Blocks = blocks };
    }

    /// <summary>Where each block of a file begins when written, in octets from the start.</summary>
    internal static long[] Offsets(SorFile file)
    {
        var offsets = new long[file.Blocks.Count];
        long offset = MapSize(file);
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = offset;
            offset += SizeOf(file.Blocks[i]);
        }
        return offsets;
    }

    private static int MapSize(SorFile file) => 8 + (file.Issue == SorIssue.Two ? file.MapName.Octets.Length + 1 : 0) + file.Blocks.Sum(b => b.Name.Octets.Length + 7) + file.MapPadding.Length;

    private static int HeaderSize(SorBlock block) => block.Header is { } header ? header.Octets.Length + 1 : 0;

    private static int SizeOf(SorBlock block)
    {
        var output = new BlockOutput(null);
        Block(output, block);
        return output.Length;
    }

    private static void Block(BlockOutput output, SorBlock block)
    {
        if (block.Header is { } header)
            output.Text(header);
        switch (block)
        {
            case GenParamsBlock b:
                GenParams(output, b);
                break;
            case SupParamsBlock b:
                foreach (var text in (ReadOnlySpan<SorText?>)[b.Supplier, b.Model, b.SerialNumber, b.Module, b.ModuleSerialNumber, b.Software, b.Other])
                    output.OptionalText(text);
                break;
            case FxdParamsBlock b:
                FxdParams(output, b);
                break;
            case KeyEventsBlock b:
                KeyEvents(output, b);
                break;
            case DataPtsBlock b:
                DataPts(output, b);
                break;
            case ChecksumBlock b:
                output.UInt16(b.Value);
                break;
        }
        output.Bytes(block.Rest);
    }

    private static void GenParams(BlockOutput output, GenParamsBlock block)
    {
        output.Fixed(block.Language, 2);
        output.Text(block.CableId);
        output.Text(block.FibreId);
        output.OptionalUInt16(block.FibreType);
        output.UInt16(block.Wavelength);
        output.Text(block.LocationA);
        output.Text(block.LocationB);
        output.Text(block.CableCode);
        output.Fixed(block.BuildCondition, 2);
        output.Int32(block.UserOffset);
        output.OptionalInt32(block.UserOffsetDistance);
        output.Text(block.Operator);
        output.Text(block.Comment);
    }

    private static void FxdParams(BlockOutput output, FxdParamsBlock block)
    {
        output.UInt32(block.Time);
        output.Fixed(block.DistanceUnit, 2);
        output.UInt16(block.Wavelength);
        output.Int32(block.AcquisitionOffset);
        output.OptionalInt32(block.AcquisitionOffsetDistance);
        output.Count(block.Pulses.Count);
        foreach (var pulse in block.Pulses)
            output.UInt16(pulse.PulseWidth);
        foreach (var pulse in block.Pulses)
            output.UInt32(pulse.SampleSpacing);
        foreach (var pulse in block.Pulses)
            output.UInt32(pulse.PointCount);
        output.UInt32(block.RefractiveIndex);
        output.UInt16(block.Backscatter);
        output.UInt32(block.Averages);
        output.OptionalUInt16(block.AveragingTime);
        output.UInt32(block.Range);
        output.OptionalInt32(block.RangeDistance);
        output.Int32(block.FrontPanelOffset);
        output.UInt16(block.NoiseFloor);
        output.UInt16((ushort)block.NoiseFloorScale);
        output.UInt16(block.PowerOffset);
        output.UInt16(block.LossThreshold);
        output.UInt16(block.ReflectanceThreshold);
        output.UInt16(block.EndOfFibreThreshold);
        if (block.TraceType is { } type)
            output.Fixed(type, 2);
        foreach (var coordinate in block.Window ?? [])
            output.Int32(coordinate);
    }

    private static void KeyEvents(BlockOutput output, KeyEventsBlock block)
    {
        output.Count(block.Events.Count);
        foreach (var item in block.Events)
        {
            output.UInt16(item.Number);
            output.Int32(item.Time);
            output.UInt16((ushort)item.Slope);
            output.UInt16((ushort)item.Loss);
            output.Int32(item.Reflectance);
            output.Fixed(item.Code, 6);
            output.Fixed(item.Method, 2);
            if (item.Markers is var (previous, start, end, next, peak))
            {
                foreach (var marker in (ReadOnlySpan<int>)[previous, start, end, next, peak])
                    output.Int32(marker);
            }
            output.Text(item.Comment);
        }
        if (block.Summary is var (loss, lossStart, lossEnd, returnLoss, returnLossStart, returnLossEnd))
        {
            output.Int32(loss);
            output.Int32(lossStart);
            output.UInt32(lossEnd);
            output.UInt16(returnLoss);
            output.Int32(returnLossStart);
            output.UInt32(returnLossEnd);
        }
    }

    private static void DataPts(BlockOutput output, DataPtsBlock block)
    {
        output.UInt32(block.PointCount);
        output.Count(block.Traces.Count);
        foreach (var (scale, samples) in block.Traces)
        {
            output.UInt32((uint)samples.Length);
            output.UInt16(scale);
            output.UInt16s(samples.Span);
        }
    }

    /// <summary>Little-endian fields one after the other; without octets to write to it only counts them.</summary>
    private sealed class BlockOutput(byte[]? octets)
    {
        public byte[]? Octets => octets;

        public int Length { get; private set; }

        public void UInt16(ushort value)
        {
            if (octets is not null)
                BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(Length), value);
            Length += 2;
        }

        public void UInt32(uint value)
        {
            if (octets is not null)
                BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(Length), value);
            Length += 4;
        }

        public void Int32(int value) => UInt32((uint)value);

        public void UInt16s(ReadOnlySpan<ushort> values)
        {
            if (octets is null)
            {
                Length += 2 * values.Length;
                return;
            }
            foreach (var value in values)
                UInt16(value);
        }

        public void OptionalUInt16(ushort? value)
        {
            if (value is { } present)
                UInt16(present);
        }

        public void OptionalInt32(int? value)
        {
            if (value is { } present)
                Int32(present);
        }

        public void Count(int count) =>
            UInt16(count <= ushort.MaxValue ? (ushort)count : throw new ArgumentException("There are more entries than a block can count."));

        public void Fixed(SorBytes field, int length)
        {
            if (field.Length != length)
                throw new ArgumentException($"A field of {length} octets has {field.Length}.");
            Bytes(field);
        }

        public void Text(SorText text)
        {
            Bytes(new SorBytes(text.Octets));
            if (octets is not null)
                octets[Length] = 0;
            Length++;
        }

        public void OptionalText(SorText? text)
        {
            if (text is { } present)
                Text(present);
        }

        public void Bytes(SorBytes field)
        {
            if (octets is not null)
                field.Span.CopyTo(octets.AsSpan(Length));
            Length += field.Length;
        }
    }
}
