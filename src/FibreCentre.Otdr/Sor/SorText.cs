using System.Text;

namespace FibreCentre.Otdr.Sor;

/// <summary>
/// A string as stored: the octets before its NUL. The format names no encoding, so the octets are what is kept and compared;
/// <see cref="Value"/> is a reading of them. The default value is the empty string.
/// </summary>
public readonly struct SorText : IEquatable<SorText>
{
    // No instrument asks for more; a hostile file shall not make long strings.
    private const int LongestValue = 4_096;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal SorText(ReadOnlyMemory<byte> octets) => Octets = octets;

    /// <summary>The octets, without the NUL.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>UTF-8 where the octets are that, otherwise ISO 8859-1; without surrounding blanks; of the first 4,096 octets. Null when nothing is left: instruments store one blank for "not given".</summary>
    public string? Value
    {
        get
        {
            var text = Decode(Octets.Span[..Math.Min(Octets.Length, LongestValue)]).Trim();
            return text.Length == 0 ? null : text;
        }
    }

    /// <summary>False when a control character other than tab and line ends stands in it; then it is probably not text at all.</summary>
    public bool IsText => !Octets.Span.ContainsAnyInRange((byte)0x00, (byte)0x08) && !Octets.Span.ContainsAnyInRange((byte)0x0E, (byte)0x1F) && !Octets.Span.Contains((byte)0x7F);

    /// <summary>The text in UTF-8.</summary>
    /// <exception cref="ArgumentException">It contains NUL, which ends a string in this format.</exception>
    public static SorText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("A NUL would end the string.", nameof(text))
            : new SorText(Encoding.UTF8.GetBytes(text));
    }

    /// <inheritdoc/>
    public bool Equals(SorText other) => Octets.Span.SequenceEqual(other.Octets.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SorText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Octets.Span);
        return hash.ToHashCode();
    }

    /// <summary><see cref="Value"/>, or an empty string.</summary>
    public override string ToString() => Value ?? "";

    /// <summary>Same octets.</summary>
    public static bool operator ==(SorText left, SorText right) => left.Equals(right);

    /// <summary>Different octets.</summary>
    public static bool operator !=(SorText left, SorText right) => !left.Equals(right);

    internal bool Is(string asciiName) => Ascii.EqualsIgnoreCase(Octets.Span, asciiName);

    private static string Decode(ReadOnlySpan<byte> octets)
    {
        if (Ascii.IsValid(octets))
            return Encoding.ASCII.GetString(octets);
        try
        {
            return StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(octets);
        }
    }
}
