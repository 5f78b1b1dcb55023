namespace FibreCentre.ICalendar;

/// <summary>
/// Cuts a stream into unfolded lines of octets. Needs one read buffer and one line, whatever the stream holds.
/// Unfolding happens before decoding, so a fold inside a UTF-8 sequence does no harm (RFC 5545 section 3.1).
/// </summary>
internal sealed class LineScanner(Stream input, CalendarLimits limits)
{
    private readonly byte[] _buffer = new byte[4096];
    private int _at;
    private int _end;
    private long _total;
    private int _physical;
    private byte[] _line = new byte[Math.Min(256, limits.MaxLineBytes)];
    private int _length;

    /// <summary>The physical line, from 1, on which the current line begins.</summary>
    public int LineNumber { get; private set; } = 1;

    public ReadOnlySpan<byte> Line => _line.AsSpan(0, _length);

    /// <summary>False at the end of the stream. CRLF and LF both end a line; the last one may lack its end.</summary>
    public bool Next()
    {
        _length = 0;
        if (!Available())
            return false;

        LineNumber = ++_physical;
        while (true)
        {
            ToLineEnd();
            if (_length > 0 && _line[_length - 1] == '\r')
                _length--;
            if (!Available() || _buffer[_at] is not ((byte)' ' or (byte)'\t'))
                return true;
            _at++;
            _physical++;
        }
    }

    private void ToLineEnd()
    {
        while (Available())
        {
            var rest = _buffer.AsSpan(_at.._end);
            var lineEnd = rest.IndexOf((byte)'\n');
            Append(lineEnd < 0 ? rest : rest[..lineEnd]);
            _at += lineEnd < 0 ? rest.Length : lineEnd + 1;
            if (lineEnd >= 0)
                return;
        }
    }

    private bool Available()
    {
        if (_at < _end)
            return true;

        var first = _total == 0;
        _at = 0;
        _end = input.ReadAtLeast(_buffer, first ? 3 : 1, throwOnEndOfStream: false);
        _total += _end;
        if (_total > limits.MaxBytes)
            throw new CalendarFormatException(CalendarFault.TooLarge, Math.Max(1, _physical), $"There are more than {limits.MaxBytes} octets.");
        if (first && _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            _at = 3;
        return _at < _end || (first && _end > 0 && Available());
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        // One octet of grace: the CR of the line end is not part of the line.
        if (_length + octets.Length > limits.MaxLineBytes + (octets is [.., (byte)'\r'] ? 1 : 0))
            throw new CalendarFormatException(CalendarFault.LineTooLong, LineNumber, $"The line has more than {limits.MaxLineBytes} octets.");
        if (_length + octets.Length > _line.Length)
            Array.Resize(ref _line, Math.Min(limits.MaxLineBytes + 1, Math.Max(_length + octets.Length, 2 * _line.Length)));
        octets.CopyTo(_line.AsSpan(_length));
        _length += octets.Length;
    }
}
