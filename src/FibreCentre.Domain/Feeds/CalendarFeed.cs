using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Feeds;

public readonly record struct FeedId(Guid Value)
{
    public static FeedId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>Whose calendar: a trainee's own sessions, what an instructor teaches, what is in a bay, a cohort's sessions, or everything.</summary>
public enum FeedKind { Trainee, Instructor, Bay, Cohort, Centre }

/// <summary>A calendar address. Only the SHA-256 of its token is kept; the token is shown once.</summary>
public sealed class CalendarFeed
{
    public required FeedId Id { get; init; }

    public required FeedKind Kind { get; init; }

    /// <summary>The trainee, instructor, bay or cohort; all zeros for the centre.</summary>
    public required Guid Subject { get; init; }

    /// <summary>The same, null where the kind alone says it.</summary>
    public Guid? Named => Kind is FeedKind.Trainee or FeedKind.Centre ? null : Subject;

    /// <summary>Who made it and may renew it. Null only where that was before accounts were noted.</summary>
    public required Guid? Account { get; init; }

    /// <summary>Null for the centre's own people.</summary>
    public required ProviderId? Provider { get; init; }

    /// <summary>The <see cref="Subject"/> of a trainee's own.</summary>
    public required TraineeId? Trainee { get; init; }

    public required string TokenHash { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when its present address counts.</summary>
    public required DateTimeOffset RenewedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>To the hour; null while no calendar program has come by since <see cref="RenewedAt"/>.</summary>
    public DateTimeOffset? LastFetchedAt { get; private set; }

    /// <summary>What was last sent in full. With the same version it is the same octets.</summary>
    public string? ServedVersion { get; private set; }

    /// <summary>A strong validator: the hash of those octets, in quotation marks.</summary>
    public string? ServedEtag { get; private set; }

    /// <summary>How many octets.</summary>
    public int? ServedLength { get; private set; }

    /// <summary>When they first were as they are.</summary>
    public DateTimeOffset? ServedAt { get; private set; }

    /// <summary>A new address; the one before opens nothing from now on.</summary>
    public Result<CalendarFeed> Renew(string tokenHash, DateTimeOffset now)
    {
        if (RevokedAt is not null) return FeedErrors.Revoked();
        (TokenHash, RenewedAt, LastFetchedAt) = (tokenHash, now, null);
        return this;
    }

    /// <summary>Its address opens nothing from now on. Once is for good; again changes nothing.</summary>
    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

/// <summary>Everything about calendar addresses that is refused.</summary>
public static class FeedErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "feed-not-found", "No such calendar", "The address is wrong or was turned off. Sign in to get a new one.");

    public static Error Revoked() => new(ErrorKind.Conflict, "feed-revoked", "The address was turned off", "Make a new address instead.");

    public static Error SubjectNotFound() => new(ErrorKind.NotFound, "feed-subject-not-found", "No such calendar for you", "Choose one of those that are listed.");
}
