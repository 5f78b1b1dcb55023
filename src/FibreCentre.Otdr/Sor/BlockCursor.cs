using System.Buffers.Binary;

namespace FibreCentre.Otdr.Sor;

/// <summary>
/// Reads fields one after the other and never past the end: a field that does not fit is read as zero, <see cref="Short"/> stays set
/// from then on and <see cref="Position"/> stays where that field begins, so that one check at the end is enough.
/// </summary>
internal ref struct BlockCursor(ReadOnlyMemory<byte> octets)
{
    private readonly ReadOnlySpan<byte> _span = octets.Span;

    public int Position { get; private set; }

    public bool Short { get; private set; }

    public bool Unterminated { get; private set; }

    public readonly int Remaining => _span.Length - Position;

    public ushort UInt16() => Take(2, out var field) ? BinaryPrimitives.ReadUInt16LittleEndian(field) : (ushort)0;

    public short Int16() => (short)UInt16();

    public uint UInt32() => Take(4, out var field) ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    public int Int32() => (int)UInt32();

    public SorBytes Bytes(int count)
    {
        var start = Position;
        return Take(count, out _) ? new SorBytes(octets.Slice(start, count)) : new SorBytes(new byte[count]);
    }

    /// <summary>Octets up to a NUL. Without one the string ends with the block, unless no octet is left for it.</summary>
    public SorText Text()
    {
        if (Short || Remaining == 0)
        {
            Short = true;
            return default;
        }
        var start = Position;
        var length = _span[start..].IndexOf((byte)0);
        if (length < 0)
        {
            Unterminated = true;
            length = Remaining;
            Position += length;
        }
        else
        {
            Position += length + 1;
        }
        return new SorText(octets.Slice(start, length));
    }

    public SorBytes Rest()
    {
        var start = Position;
        Position = _span.Length;
        return new SorBytes(octets[start..]);
    }

    private bool Take(int count, out ReadOnlySpan<byte> field)
    {
        if (Short || Remaining < count)
        {
            Short = true;
            field = default;
            return false;
        }
        field = _span.Slice(Position, count);
        Position += count;
        return true;
    }
}
