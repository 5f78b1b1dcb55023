namespace FibreCentre.Domain.Notices;

/// <summary>How one of the centre's own people wants to be told.</summary>
public sealed class NoticePreference
{
    public required Guid Account { get; init; }

    /// <summary>Whether what can wait comes in one mail a day.</summary>
    public required bool Digest { get; init; }
}
