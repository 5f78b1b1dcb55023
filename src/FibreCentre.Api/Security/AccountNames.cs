using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Security;

/// <summary>What accounts are called, for pages that say who did something.</summary>
internal sealed class AccountNames(AccountDbContext accounts)
{
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToList();
        var found = wanted.Count == 0 ? [] : await accounts.Users.AsNoTracking().Where(account => wanted.Contains(account.Id)).ToDictionaryAsync(account => account.Id, account => account.DisplayName, cancellationToken);
        return wanted.ToDictionary(id => id, id => found.GetValueOrDefault(id, "somebody who has left"));
    }
}
