using System.Text.Json.Serialization;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Accounts;

/// <summary>Sends somebody a link by which to choose a password. What they have goes on working until they use it.</summary>
public sealed record SendPasswordLink(Guid Account) : ICommand<SentPasswordLink>
{
    Guid? ICommand.Subject => Account;
}

public sealed record SentPasswordLink(Guid Account, string Email);

/// <summary>The same for whoever says that an address is theirs and the password forgotten. The answer never tells whether anybody signs in with it; within five minutes one is sent.</summary>
internal sealed record AskForPasswordLink(string Email) : ICommand<AskedForPasswordLink>, IHousekeeping;

/// <param name="Sent">For tests and the log; told to nobody.</param>
internal sealed record AskedForPasswordLink(bool Sent);

/// <summary>Chooses a password by a link that was sent. The link ends with it, and so does every sign-in by the old one.</summary>
/// <param name="Token">From the link. Neither it nor the password is ever serialised.</param>
internal sealed record ChoosePassword(Guid Account, [property: JsonIgnore] string Token, [property: JsonIgnore] string Password) : ICommand<ChosenPassword>
{
    Guid? ICommand.Subject => Account;
}

internal sealed record ChosenPassword(string Email);

/// <summary>Shuts somebody out: whoever is signed in is out within five minutes, their programs and calendars at once. Never oneself, nor the last administrator.</summary>
public sealed record DisableSignIn(Guid Account) : ICommand<ChangedSignIn>
{
    Guid? ICommand.Subject => Account;
}

/// <summary>Lets somebody in again. API keys and calendar addresses they had stay revoked.</summary>
public sealed record EnableSignIn(Guid Account) : ICommand<ChangedSignIn>
{
    Guid? ICommand.Subject => Account;
}

public sealed record ChangedSignIn(Guid Account, string Name, bool Disabled);

internal sealed class AskForPasswordLinkValidator : AbstractValidator<AskForPasswordLink>
{
    public AskForPasswordLinkValidator() => RuleFor(request => request.Email).NotEmpty().WithMessage("Enter your e-mail address.").MaximumLength(254).WithMessage("Shorten the e-mail address to 254 characters.");
}

internal sealed class ChoosePasswordValidator : AbstractValidator<ChoosePassword>
{
    public ChoosePasswordValidator() => RuleFor(request => request.Password).NotEmpty().WithMessage("Enter a password.").MaximumLength(200).WithMessage("Shorten the password to 200 characters.");
}

internal sealed class SendPasswordLinkHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<SendPasswordLink, Result<SentPasswordLink>>
{
    public async Task<Result<SentPasswordLink>> Handle(SendPasswordLink request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.IsShutOutAsync(actor, now, cancellationToken)) return AccountErrors.Disabled();
        if (await db.LockSignInAsync(request.Account, cancellationToken) is not { } account) return AccountErrors.SignInNotFound();
        if (account.LockoutEnd > now.UtcDateTime) return AccountErrors.Disabled();
        if (await db.LinkSinceAsync(account.Id, now.AddMinutes(-1), cancellationToken)) return AccountErrors.LinkJustSent();
        db.Add(PasswordLinks.For(account.Id, account.ProviderId, now));
        await db.SaveChangesAsync(cancellationToken);
        return new SentPasswordLink(account.Id, account.Email);
    }
}

internal sealed class AskForPasswordLinkHandler(CentreDbContext db, ILookupNormalizer normalizer, TimeProvider clock) : IRequestHandler<AskForPasswordLink, Result<AskedForPasswordLink>>
{
    public async Task<Result<AskedForPasswordLink>> Handle(AskForPasswordLink request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ids = await db.Database.SqlQuery<Guid>($"""select id as "Value" from identity.account where normalized_user_name = {normalizer.NormalizeName(request.Email.Trim())}""").ToListAsync(cancellationToken);
        if (ids is not [var id] || await db.LockSignInAsync(id, cancellationToken) is not { } account) return new AskedForPasswordLink(false);
        if (account.LockoutEnd > now.UtcDateTime || await db.LinkSinceAsync(id, now.AddMinutes(-5), cancellationToken)) return new AskedForPasswordLink(false);
        db.Add(PasswordLinks.For(id, account.ProviderId, now));
        await db.SaveChangesAsync(cancellationToken);
        return new AskedForPasswordLink(true);
    }
}

internal sealed class ChoosePasswordHandler(UserManager<Account> accounts) : IRequestHandler<ChoosePassword, Result<ChosenPassword>>
{
    public async Task<Result<ChosenPassword>> Handle(ChoosePassword request, CancellationToken cancellationToken)
    {
        if (await accounts.FindByIdAsync(request.Account.ToString()) is not { } account || await accounts.IsLockedOutAsync(account)) return AccountErrors.LinkEnded();
        var chosen = await accounts.ResetPasswordAsync(account, request.Token, request.Password);
        if (chosen.Succeeded) return new ChosenPassword(account.Email!);
        return chosen.Errors.Any(each => each.Code == nameof(IdentityErrorDescriber.InvalidToken)) ? AccountErrors.LinkEnded() : RequestErrors.Invalid("password", $"Choose a password of at least {accounts.Options.Password.RequiredLength} characters. Four unrelated words are easy to remember.");
    }
}

internal sealed class DisableSignInHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<DisableSignIn, Result<ChangedSignIn>>
{
    private static readonly DateTimeOffset ForGood = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<Result<ChangedSignIn>> Handle(DisableSignIn request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (request.Account == actor.AccountId) return AccountErrors.OwnSignIn();
        // Two administrators who shut each other out come one after the other, and the second is no administrator any more.
        var left = await db.Database.SqlQuery<Guid>($"""select id as "Value" from identity.account where 'administrator' = any(roles) and coalesce(lockout_end, '-infinity') <= {now} order by id for no key update""").ToListAsync(cancellationToken);
        if (actor.AccountId is { } own && actor.Is(Roles.Administrator) && !left.Contains(own)) return AccountErrors.Disabled();
        if (left.Count == 1 && left[0] == request.Account) return AccountErrors.LastAdministrator();
        if (await db.LockSignInAsync(request.Account, cancellationToken) is not { } account) return AccountErrors.SignInNotFound();
        if (account.LockoutEnd > now.UtcDateTime) return new ChangedSignIn(account.Id, account.Name, true);
        await db.Database.ExecuteSqlAsync($"update identity.account set lockout_end = {ForGood}, security_stamp = {NewStamp()}, concurrency_stamp = {NewStamp()} where id = {account.Id}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"update identity.api_key set revoked_at = {now} where account_id = {account.Id} and revoked_at is null", cancellationToken);
        await db.Database.ExecuteSqlAsync($"update calendar_feed set revoked_at = {now} where revoked_at is null and (account_id = {account.Id} or trainee_id = (select trainee_id from identity.account where id = {account.Id}))", cancellationToken);
        return new ChangedSignIn(account.Id, account.Name, true);
    }

    private static string NewStamp() => Guid.NewGuid().ToString("N").ToUpperInvariant();
}

internal sealed class EnableSignInHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<EnableSignIn, Result<ChangedSignIn>>
{
    public async Task<Result<ChangedSignIn>> Handle(EnableSignIn request, CancellationToken cancellationToken)
    {
        if (await db.IsShutOutAsync(actor, clock.GetUtcNow(), cancellationToken)) return AccountErrors.Disabled();
        if (await db.LockSignInAsync(request.Account, cancellationToken) is not { } account) return AccountErrors.SignInNotFound();
        await db.Database.ExecuteSqlAsync($"update identity.account set lockout_end = null, concurrency_stamp = {Guid.NewGuid().ToString()} where id = {account.Id} and lockout_end is not null", cancellationToken);
        return new ChangedSignIn(account.Id, account.Name, false);
    }
}

internal sealed record LockedSignIn(Guid Id, string Name, string Email, Guid? ProviderId, DateTime? LockoutEnd);

internal static class SignInLocks
{
    /// <summary>Orders what is done to one account; null when there is none.</summary>
    public static Task<LockedSignIn?> LockSignInAsync(this CentreDbContext db, Guid account, CancellationToken cancellationToken) => db.Database.SqlQuery<LockedSignIn>($"""
        select id as "Id", display_name as "Name", coalesce(email, '') as "Email", provider_id as "ProviderId", lockout_end as "LockoutEnd" from identity.account where id = {account} for no key update
        """).AsAsyncEnumerable().SingleOrDefaultAsync(cancellationToken).AsTask();

    /// <summary>Whether whoever asks has been shut out meanwhile, though the sign-in they came with has not ended yet: such a one gives nobody a sign-in, least of all their own.</summary>
    public static Task<bool> IsShutOutAsync(this CentreDbContext db, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<bool>($"""select exists (select from identity.account where id = {actor.AccountId} and lockout_end > {now}) as "Value" """).SingleAsync(cancellationToken);

    public static Task<bool> LinkSinceAsync(this CentreDbContext db, Guid account, DateTimeOffset since, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<bool>($"""select exists (select from message where account_id = {account} and kind = 'password-link' and created_at > {since}) as "Value" """).SingleAsync(cancellationToken);
}
