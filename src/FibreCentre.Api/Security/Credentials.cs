using Microsoft.AspNetCore.Identity;

namespace FibreCentre.Api.Security;

/// <summary>Asks for the password once more, where a signature is given.</summary>
internal sealed class Credentials(UserManager<Account> accounts, Throttle throttle)
{
    /// <summary>False for a wrong password, for an account that is disabled, and after so many wrong ones that the next has to wait.</summary>
    public async Task<bool> AreRightAsync(Guid account, string password)
    {
        if (await accounts.FindByIdAsync(account.ToString()) is not { } signer || await accounts.IsLockedOutAsync(signer)) return false;
        if (await throttle.TakeForSigningAsync(account, CancellationToken.None) is not { } taken || !await accounts.CheckPasswordAsync(signer, password)) return false;
        await throttle.RightAsync(taken, CancellationToken.None);
        return true;
    }
}
