namespace FibreCentre.Domain.Notices;

public readonly record struct AnnouncementId(Guid Value)
{
    public static AnnouncementId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>What the centre tells everybody over its channels. It is not changed: what is out is out.</summary>
public sealed class Announcement
{
    public required AnnouncementId Id { get; init; }

    /// <summary>At most 120 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Plain text, at most 2,000 characters.</summary>
    public required string Body { get; init; }

    /// <summary>https; null for none.</summary>
    public string? Link { get; init; }

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>As a chat shows it.</summary>
    public string AsText() => string.Join("\n\n", new[] { Title, Body, Link }.OfType<string>());
}
