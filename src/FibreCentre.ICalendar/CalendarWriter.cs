using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace FibreCentre.ICalendar;

/// <summary>
/// Writes content lines as UTF-8 octets straight into a buffer writer: CRLF ends, folded at 75 octets without ever splitting a
/// UTF-8 sequence (RFC 5545 section 3.1). No value, name or parameter can break out of its line. Not thread-safe; dispose of it
/// to give its scratch buffer back. Every public method writes whole lines.
/// </summary>
public sealed class CalendarWriter : IDisposable
{
    private const int MaxLine = 75;
    private static readonly SearchValues<char> PlainParameter =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./+@ ");

    private readonly IBufferWriter<byte> _output;
    private byte[] _line = ArrayPool<byte>.Shared.Rent(1024);
    private int _length;

    /// <summary>Starts writing to <paramref name="output"/>, which is advanced once a line.</summary>
    public CalendarWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>Opens a component.</summary>
    /// <exception cref="ArgumentException">The name is not a name.</exception>
    public void Begin(string component) => Line("BEGIN:"u8, CalendarName.Checked(component, nameof(component)));

    /// <summary>Closes a component; the caller keeps the nesting right.</summary>
    /// <exception cref="ArgumentException">The name is not a name.</exception>
    public void End(string component) => Line("END:"u8, CalendarName.Checked(component, nameof(component)));

    /// <summary>Writes one property.</summary>
    public void Write(CalendarProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        AppendClean(property.Name);
        foreach (var parameter in property.Parameters)
        {
            Append(";"u8);
            AppendClean(parameter.Name);
            for (var i = 0; i < parameter.Values.Count; i++)
            {
                Append(i == 0 ? "="u8 : ","u8);
                AppendParameter(parameter.Values[i]);
            }
        }
        Append(":"u8);
        AppendClean(property.RawValue);
        EndLine();
    }

    /// <summary>Writes a component: its properties, then its subcomponents.</summary>
    public void Write(CalendarComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        Begin(component.Name);
        foreach (var property in component.Properties)
            Write(property);
        foreach (var inner in component.Components)
            Write(inner);
        End(component.Name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_line.Length > 0)
            ArrayPool<byte>.Shared.Return(_line);
        _line = [];
    }

    /// <summary>A whole line of octets known to be clean, ASCII and short.</summary>
    internal void Line(ReadOnlySpan<byte> octets)
    {
        Append(octets);
        EndLine();
    }

    /// <summary>A whole line: a known beginning such as <c>UID:</c> and a value that needs no escaping but may need folding.</summary>
    internal void Line(ReadOnlySpan<byte> start, string cleanValue)
    {
        Append(start);
        AppendClean(cleanValue);
        EndLine();
    }

    internal void TextLine(ReadOnlySpan<byte> start, string text)
    {
        Append(start);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            CalendarText.NextEscape(ref rest, out var plain, out var escape);
            AppendClean(plain);
            AppendClean(escape);
        }
        EndLine();
    }

    internal void UtcLine(ReadOnlySpan<byte> start, DateTimeOffset instant)
    {
        Append(start);
        AppendUtc(instant);
        EndLine();
    }

    internal void AppendUtc(DateTimeOffset instant)
    {
        AppendDateTime(instant.UtcDateTime);
        Append("Z"u8);
    }

    internal void LocalLine(ReadOnlySpan<byte> start, DateTime local)
    {
        Append(start);
        AppendDateTime(local);
        EndLine();
    }

    internal void NumberLine(ReadOnlySpan<byte> start, int number)
    {
        Append(start);
        Reserve(11);
        Utf8Formatter.TryFormat(number, _line.AsSpan(_length), out var written);
        _length += written;
        EndLine();
    }

    internal void Octets(ReadOnlySpan<byte> wholeLines) => _output.Write(wholeLines);

    internal void Append(ReadOnlySpan<byte> octets)
    {
        Reserve(octets.Length);
        octets.CopyTo(_line.AsSpan(_length));
        _length += octets.Length;
    }

    /// <summary>The caller vouches that there is no control character in it. Lone surrogates become U+FFFD.</summary>
    internal void AppendClean(ReadOnlySpan<char> value)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(value.Length));
        _length += Encoding.UTF8.GetBytes(value, _line.AsSpan(_length));
    }

    /// <summary>A value already through <see cref="CalendarText.ForParameter"/>, in quotes wherever anybody might want them.</summary>
    internal void AppendParameter(string value)
    {
        var quoted = value.AsSpan().ContainsAnyExcept(PlainParameter);
        if (quoted)
            Append("\""u8);
        AppendClean(value);
        if (quoted)
            Append("\""u8);
    }

    internal void EndLine()
    {
        var rest = _line.AsSpan(0, _length);
        // A fold costs three octets and, backing off from a split sequence, comes after 71 octets at the earliest.
        var target = _output.GetSpan(_length + 3 * (_length / 71) + 2);
        var written = 0;
        for (var room = MaxLine; rest.Length > room; room = MaxLine - 1)
        {
            var cut = room;
            while ((rest[cut] & 0xC0) == 0x80)
                cut--;
            rest[..cut].CopyTo(target[written..]);
            "\r\n "u8.CopyTo(target[(written + cut)..]);
            written += cut + 3;
            rest = rest[cut..];
        }
        rest.CopyTo(target[written..]);
        "\r\n"u8.CopyTo(target[(written + rest.Length)..]);
        _output.Advance(written + rest.Length + 2);
        _length = 0;
    }

    private void AppendDateTime(DateTime value)
    {
        Reserve(15);
        var target = _line.AsSpan(_length, 15);
        Digits(target[..4], value.Year);
        Digits(target[4..6], value.Month);
        Digits(target[6..8], value.Day);
        target[8] = (byte)'T';
        Digits(target[9..11], value.Hour);
        Digits(target[11..13], value.Minute);
        Digits(target[13..15], value.Second);
        _length += 15;
    }

    private static void Digits(Span<byte> target, int value)
    {
        for (var i = target.Length - 1; i >= 0; i--, value /= 10)
            target[i] = (byte)('0' + value % 10);
    }

    private void Reserve(int octets)
    {
        ObjectDisposedException.ThrowIf(_line.Length == 0, this);
        if (_line.Length - _length >= octets)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + octets, 2 * _line.Length));
        _line.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_line);
        _line = larger;
    }
}
