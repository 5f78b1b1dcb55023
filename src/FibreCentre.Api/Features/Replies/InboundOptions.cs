namespace FibreCentre.Api.Features.Replies;

/// <summary>How mail comes to the centre: a mail server delivers into a folder, or posts it.</summary>
internal sealed class InboundOptions
{
    /// <summary>Of a mail, in octets.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>What a server that posts mail signs it with; null: none may.</summary>
    public string? Secret { get; set; }

    /// <summary>A Maildir that a mail server delivers into; null: none does.</summary>
    public string? Maildir { get; set; }
}
