using Microsoft.AspNetCore.Identity;

namespace FibreCentre.Api.Security;

/// <summary>Asks for the password once more, where a signature is given.</summary>
internal sealed class Credentials(UserManager<Account> accounts)
{
    /// <summary>False for a wrong password and for an account that is locked; wrong ones count towards the lock.</summary>
    public async Task<bool> AreRightAsync(Guid account, string password)
    {
        var signer = await accounts.FindByIdAsync(account.ToString());
        if (signer is null || await accounts.IsLockedOutAsync(signer)) return false;
        if (await accounts.CheckPasswordAsync(signer, password)) return true;
        await accounts.AccessFailedAsync(signer);
        return false;
    }
}
