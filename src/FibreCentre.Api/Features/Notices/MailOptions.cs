namespace FibreCentre.Api.Features.Notices;

/// <summary>How mail leaves the centre: to an SMTP server where one is set, else as files into a folder.</summary>
internal sealed class MailOptions
{
    /// <summary>The part after the @ of everything the centre sends, and of calendar UIDs.</summary>
    public string Domain { get; set; } = "centre.example.org";

    public string FromName { get; set; } = "Fibre Training Centre";

    /// <summary>A folder that gets one .eml file a message when no server is set.</summary>
    public string? Pickup { get; set; }

    /// <summary>How many connections to the server send at once, in each instance of the product; at least 1.</summary>
    public int Connections { get; set; } = 2;

    public SmtpOptions Smtp { get; set; } = new();

    internal sealed class SmtpOptions
    {
        /// <summary>Null: no server; messages go to <see cref="Pickup"/>.</summary>
        public string? Host { get; set; }

        public int Port { get; set; } = 587;

        public string? User { get; set; }

        public string? Password { get; set; }

        /// <summary>STARTTLS or TLS from the first byte, whichever the port speaks. Off only for a server on this machine.</summary>
        public bool Tls { get; set; } = true;

        /// <summary>For a server that does not answer.</summary>
        public int TimeoutSeconds { get; set; } = 30;
    }
}
