using Microsoft.AspNetCore.Identity;

namespace FibreCentre.Api.Security;

/// <summary>Asks for the password once more, where a signature is given.</summary>
internal sealed class Credentials(UserManager<Account> accounts, Throttle throttle, SigningPins pins, Passkeys passkeys)
{
    /// <summary>False for a wrong password, PIN or passkey, for an account that is disabled, and after so many wrong ones that the next has to wait.</summary>
    /// <param name="secret">The signer's password, or the PIN or the answer of a passkey of the sign-in that asks.</param>
    public async Task<bool> AreRightAsync(Actor actor, string secret)
    {
        var account = actor.Account;
        if (await accounts.FindByIdAsync(account.ToString()) is not { } signer || await accounts.IsLockedOutAsync(signer)) return false;
        if (actor.SignIn is { } signIn && SigningPins.IsPin(secret)) return await pins.IsRightAsync(signIn, account, secret, CancellationToken.None);
        if (Passkeys.IsAnswer(secret)) return actor.SignIn is { } browser && await passkeys.IsRightAsync(browser, account, secret, CancellationToken.None);
        if (await throttle.TakeForSigningAsync(account, CancellationToken.None) is not { } taken || !await accounts.CheckPasswordAsync(signer, secret)) return false;
        await throttle.RightAsync(taken, CancellationToken.None);
        return true;
    }
}
