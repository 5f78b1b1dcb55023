namespace FibreCentre.Domain.Screens;

/// <summary>A screen on a wall of the centre, which shows the day to whoever passes. Only the SHA-256 of its address's token is kept; the token is shown once.</summary>
public sealed class WallScreen
{
    public required Guid Id { get; init; }

    /// <summary>Where it hangs, from 1 to 60 characters.</summary>
    public required string Name { get; set; }

    /// <summary>Whether it shows who teaches. Trainees are never shown.</summary>
    public required bool NamesInstructors { get; set; }

    public required string TokenHash { get; set; }

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Since when its present address counts.</summary>
    public required DateTimeOffset RenewedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>To five minutes; null when nobody has looked yet.</summary>
    public DateTimeOffset? LastSeenAt { get; private set; }

    /// <summary>Its address opens nothing from now on. Once is for good; again changes nothing.</summary>
    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    /// <summary>A new address; the one before stops working.</summary>
    public Result<WallScreen> Renew(string tokenHash, DateTimeOffset now)
    {
        if (RevokedAt is not null) return ScreenErrors.Revoked();
        (TokenHash, RenewedAt) = (tokenHash, now);
        return this;
    }
}

/// <summary>Everything about screens that is refused.</summary>
public static class ScreenErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "screen-not-found", "No such screen", "The address is wrong or was turned off. A coordinator can make a new one.");

    public static Error Revoked() => new(ErrorKind.Conflict, "screen-revoked", "The screen was turned off", "Make a new screen instead.");
}
