using System.Text;

namespace FibreCentre.ICalendar.Tests;

/// <summary>A beginning and then the same octets over and over, made while they are read.</summary>
internal sealed class Endless(string start, string unit, long length) : Stream
{
    private readonly byte[] _start = Encoding.UTF8.GetBytes(start);
    private readonly byte[] _unit = Encoding.UTF8.GetBytes(unit);

    public Endless(string unit, long length)
        : this("", unit, length)
    {
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - Position);
        for (var i = 0; i < count; i++, Position++)
            buffer[i] = Position < _start.Length ? _start[Position] : _unit[(Position - _start.Length) % _unit.Length];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
