namespace FibreCentre.Domain.Notices;

/// <summary>A session that a letter to an instructor is about, as it was before it changed.</summary>
/// <param name="In">Its bays, by name.</param>
/// <param name="Taught">Whether that instructor was to teach it.</param>
public sealed record ChangedSession(Guid Session, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<string> In, bool Taught);
