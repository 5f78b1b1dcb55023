using System.Security.Cryptography;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Demo;

/// <param name="Provider">The provider's name, for showing.</param>
internal sealed record MadeSignIn(string Role, string? Provider, string Name, string Email, string Password, string ApiKey);

internal sealed record WantedSignIn(string Role, string Name, string Email, Guid? ProviderId, Guid? TraineeId, Guid? InstructorId);

/// <summary>Makes an account with a password and a key that nobody has chosen.</summary>
internal sealed class SignInMaker(IServiceProvider services)
{
    public async Task<Result<MadeSignIn>> MakeAsync(WantedSignIn wanted, string? provider, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        var password = string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 5)));
        if (await accounts.FindByEmailAsync(wanted.Email) is not { } account)
        {
            account = new Account
            {
                Id = Guid.CreateVersion7(now), UserName = wanted.Email, Email = wanted.Email, EmailConfirmed = true, DisplayName = wanted.Name, Roles = [wanted.Role],
                ProviderId = wanted.ProviderId, TraineeId = wanted.TraineeId, InstructorId = wanted.InstructorId, CreatedAt = now,
            };
            if (Failure(await accounts.CreateAsync(account, password)) is { } refused) return refused;
        }
        else
        {
            // A run that was interrupted before it wrote the sign-ins down comes back here.
            account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
            if (Failure(await accounts.UpdateSecurityStampAsync(account)) is { } refused) return refused;
        }
        var key = NewApiKey.Make();
        var db = scope.ServiceProvider.GetRequiredService<AccountDbContext>();
        await db.ApiKeys.Where(each => each.AccountId == account.Id && each.Name == "Made with the account").ExecuteDeleteAsync(cancellationToken);
        db.Add(new ApiKey
        {
            Id = Guid.CreateVersion7(now), AccountId = account.Id, Name = "Made with the account", Prefix = key.Prefix, Hash = key.Hash, Scopes = [.. ApiScopes.Of(account.Roles.ToHashSet())], CreatedAt = now, ExpiresAt = now.AddYears(1),
        });
        await db.SaveChangesAsync(cancellationToken);
        return new MadeSignIn(wanted.Role, provider, wanted.Name, wanted.Email, password, key.Key);
    }

    private static Error? Failure(IdentityResult result) =>
        result.Succeeded ? null : new(ErrorKind.Invalid, "account-refused", "The account could not be made", string.Join(" ", result.Errors.Select(error => error.Description)));
}
