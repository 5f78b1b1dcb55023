using System.Buffers;
using System.Text;

namespace FibreCentre.ICalendar;

/// <summary>
/// A mail address with the name people know (RFC 5545 section 3.3.3). Addresses are compared by octet: fold case where you match.
/// </summary>
/// <param name="Email">
/// <c>local@domain</c>, at most 254 octets of UTF-8 (RFC 5321 section 4.5.3.1): one <c>@</c> with something on both sides, no white space,
/// no control characters and none of <c>" ( ) , : ; &lt; &gt; [ \ ]</c>.
/// </param>
/// <param name="CommonName">Any text; <c>"</c> and control characters are dropped when it is written. Null or empty: none.</param>
/// <exception cref="ArgumentException">The e-mail address is none.</exception>
public sealed record CalendarAddress(string Email, string? CommonName = null)
{
    private static readonly SearchValues<char> Refused = SearchValues.Create("\"(),:;<>[\\]");

    // RFC 6068 section 2: what is neither unreserved nor one of these is percent-encoded in a mailto URI.
    private static readonly SearchValues<char> PlainInUri =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'*+@");

    /// <inheritdoc cref="CalendarAddress(string, string?)"/>
    public string Email { get; init => field = Checked(value, nameof(Email)); } = Checked(Email, nameof(Email));

    /// <summary>Whether that is an address this type takes.</summary>
    public static bool IsValid(string? email)
    {
        if (email is null || email.AsSpan().Count('@') != 1 || email[0] == '@' || email[^1] == '@' || email.AsSpan().ContainsAny(Refused))
            return false;
        foreach (var c in email.EnumerateRunes())
        {
            if (Rune.IsControl(c) || Rune.IsWhiteSpace(c) || c == Rune.ReplacementChar)
                return false;
        }
        return Encoding.UTF8.GetByteCount(email) <= 254;
    }

    /// <summary>The address as <c>mailto:</c> URI.</summary>
    internal string ToUri()
    {
        if (!Email.AsSpan().ContainsAnyExcept(PlainInUri))
            return "mailto:" + Email;

        var uri = new StringBuilder("mailto:");
        foreach (var octet in Encoding.UTF8.GetBytes(Email))
        {
            if (PlainInUri.Contains((char)octet))
                uri.Append((char)octet);
            else
                uri.Append('%').Append(octet.ToString("X2", null));
        }
        return uri.ToString();
    }

    /// <summary>Takes <c>mailto:</c> in any case, with or without percent-encoding, and a bare address; null for anything else.</summary>
    internal static CalendarAddress? FromProperty(CalendarProperty property)
    {
        var email = property.RawValue.Trim();
        if (email.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            email = Uri.UnescapeDataString(email["mailto:".Length..]).Trim();
        return IsValid(email) ? new CalendarAddress(email, property.Parameter("CN") is { Length: > 0 } name ? name : null) : null;
    }

    private static string Checked(string email, string property) => IsValid(email)
        ? email
        : throw new ArgumentException("The value is not an e-mail address.", property);
}

/// <summary>What somebody has answered (RFC 5545 section 3.2.12).</summary>
public enum ParticipationStatus
{
    /// <summary>NEEDS-ACTION: no answer yet.</summary>
    NeedsAction,

    /// <summary>ACCEPTED.</summary>
    Accepted,

    /// <summary>DECLINED.</summary>
    Declined,

    /// <summary>TENTATIVE.</summary>
    Tentative,

    /// <summary>DELEGATED to somebody else.</summary>
    Delegated,
}

/// <summary>Somebody invited: written as an individual whose presence is required (RFC 5545 section 3.8.4.1).</summary>
/// <param name="Address">Who.</param>
/// <param name="Participation">The answer so far.</param>
/// <param name="Rsvp">Whether an answer is asked for.</param>
public sealed record CalendarAttendee(CalendarAddress Address, ParticipationStatus Participation = ParticipationStatus.NeedsAction, bool Rsvp = true);
