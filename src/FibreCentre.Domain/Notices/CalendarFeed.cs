using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Notices;

/// <summary>A trainee's own calendar address. Only the SHA-256 of its token is kept; the token is shown once.</summary>
public sealed class CalendarFeed
{
    public required Guid Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    public required string TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public DateTimeOffset? LastFetchedAt { get; private set; }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
