using System.Buffers;
using System.Text;

namespace FibreCentre.ICalendar;

/// <summary>
/// The TEXT value type of RFC 5545 section 3.3.11: what must be escaped, and what may not appear at all.
/// </summary>
public static class CalendarText
{
    // The C1 block, and the Unicode separators that some readers take for the end of a line, are legal octets but never wanted.
    private static readonly char[] Controls = [.. Enumerable.Range(0, 0x20).Where(c => c != '\t').Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c)];
    private static readonly SearchValues<char> Control = SearchValues.Create(Controls);
    private static readonly SearchValues<char> Special = SearchValues.Create([.. Controls, '\\', ';', ',', '\u2028', '\u2029']);
    private static readonly SearchValues<char> NotInParameter = SearchValues.Create([.. Controls, '\t', '"', '\u2028', '\u2029']);

    /// <summary>
    /// Escapes free text for use as a property value: <c>\</c>, <c>;</c> and <c>,</c> get a backslash, every kind of line end
    /// (CR LF, CR, LF, NEL, U+2028, U+2029) becomes the two characters <c>\n</c>. Other control characters, except TAB, are dropped.
    /// </summary>
    /// <param name="text">Any text, of any length; lone surrogates become U+FFFD when they are written as UTF-8.</param>
    /// <returns>A value without a single CR, LF or control character; the same instance when nothing had to change.</returns>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAny(Special))
            return text;

        var escaped = new StringBuilder(text.Length + 16);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            NextEscape(ref rest, out var plain, out var escape);
            escaped.Append(plain).Append(escape);
        }
        return escaped.ToString();
    }

    /// <summary>Takes from <paramref name="rest"/> what stands as it is and, behind it, one character that becomes <paramref name="escape"/>.</summary>
    internal static void NextEscape(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> plain, out ReadOnlySpan<char> escape)
    {
        var at = rest.IndexOfAny(Special);
        if (at < 0)
        {
            plain = rest;
            escape = rest = default;
            return;
        }
        plain = rest[..at];
        escape = rest[at] switch
        {
            '\r' when at + 1 < rest.Length && rest[at + 1] == '\n' => "", // the LF that follows speaks for both
            '\r' or '\n' or '\u0085' or '\u2028' or '\u2029' => "\\n",
            '\\' => "\\\\",
            ';' => "\\;",
            ',' => "\\,",
            _ => "",
        };
        rest = rest[(at + 1)..];
    }

    /// <summary>
    /// Undoes <see cref="Escape"/>: <c>\n</c> and <c>\N</c> become LF, <c>\\</c>, <c>\;</c> and <c>\,</c> lose their backslash.
    /// A backslash before anything else stands for itself, because real senders forget to escape it.
    /// </summary>
    /// <param name="value">A raw property value.</param>
    /// <returns>The text it stands for; the same instance when it holds no backslash.</returns>
    public static string Unescape(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!value.Contains('\\', StringComparison.Ordinal))
            return value;

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var next = value[i] == '\\' && i + 1 < value.Length ? value[i + 1] : '\0';
            if (next is 'n' or 'N')
                text.Append('\n');
            else if (next is '\\' or ';' or ',')
                text.Append(next);
            else
            {
                text.Append(value[i]);
                continue;
            }
            i++;
        }
        return text.ToString();
    }

    /// <summary>A raw value may hold anything but controls (RFC 5545 section 3.1, VALUE-CHAR); TAB is not one of them.</summary>
    internal static string WithoutControls(string value) => Without(value, Control);

    /// <summary>A parameter value may hold neither controls nor <c>"</c> (RFC 5545 section 3.1, QSAFE-CHAR).</summary>
    internal static string ForParameter(string value) => Without(value, NotInParameter);

    private static string Without(string value, SearchValues<char> unwanted)
    {
        var rest = value.AsSpan();
        var at = rest.IndexOfAny(unwanted);
        if (at < 0)
            return value;

        var kept = new StringBuilder(value.Length);
        for (; at >= 0; at = rest.IndexOfAny(unwanted))
        {
            kept.Append(rest[..at]);
            rest = rest[(at + 1)..];
        }
        return kept.Append(rest).ToString();
    }
}
