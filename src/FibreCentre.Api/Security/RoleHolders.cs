using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Security;

/// <summary>Whom the centre asks when it asks a role. Who can no longer sign in is not asked.</summary>
internal sealed class RoleHolders(AccountDbContext accounts, TimeProvider clock)
{
    public async Task<IReadOnlyList<Guid>> OfAsync(string role, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await accounts.Users.AsNoTracking().Where(account => account.Roles.Contains(role) && (account.LockoutEnd == null || account.LockoutEnd <= now)).Select(account => account.Id).Order().ToListAsync(cancellationToken);
    }
}
