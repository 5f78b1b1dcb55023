namespace FibreCentre.Domain.Notices;

/// <summary>When people are reminded of one kind of thing.</summary>
public sealed class ReminderRule
{
    public int Id { get; private init; }

    public required MessageKind Kind { get; init; }

    /// <summary>Days on the centre's calendar before what it is about; negative after it. From -60 to 365; null where it counts by hours.</summary>
    public int? DaysBefore { get; set; }

    /// <summary>On the centre's clocks, on both sides of a change of them; null where it counts by hours.</summary>
    public TimeOnly? At { get; set; }

    /// <summary>From 1 to 168 before the moment it is about, but not before half the time to it has gone; null where it counts by days.</summary>
    public int? HoursBefore { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>Rises with every change.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>How the key of every reminder by this rule ends.</summary>
    /// <param name="kind">Of the rule, as it is written in keys.</param>
    public string KeyEnd(string kind) => $"/{Id}/{kind}";
}

/// <summary>Words the centre has put in the place of the product's own.</summary>
public sealed class CentreWording
{
    public required MessageKind Kind { get; init; }

    /// <summary>Liquid, one line.</summary>
    public required string Subject { get; set; }

    /// <summary>Markdown with Liquid.</summary>
    public required string Body { get; set; }

    /// <summary>Rises with every change.</summary>
    public int Revision { get; set; } = 1;

    public required Guid ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }
}
