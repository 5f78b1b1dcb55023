// Deliberately wrong: each type breaks one rule of the house, so that the rules are known to see it. Nothing here is ever run.
#pragma warning disable CA1515, CA1852, CA2007, CA1052
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Tests.Architecture.Broken.Features.Beta;
using FibreCentre.Api.Tests.Architecture.Broken.Pages;
using FibreCentre.Domain.Assessment;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Tests.Architecture.Broken.Features.Alpha
{
    internal sealed class UsesAPage
    {
        public string Show() => new SomePage(null!).ToString()!;
    }

    internal sealed class AsksAnothersHandler
    {
        public string Ask() => new BetaHandler().ToString()!;
    }

    internal sealed class SavesByItself(CentreDbContext db)
    {
        public async Task SaveAsync()
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.SaveChangesAsync();
        }
    }

    internal sealed class ForgesALine
    {
        public LedgerEntry Forge() => new()
        {
            Number = 1, Id = Guid.Empty, Kind = LedgerKind.Decision, Provider = default, Trainee = default, SignedBy = Guid.Empty, SignedAt = default, Content = "", PreviousHash = [], Hash = [],
        };
    }

    internal sealed class TellsTheTimeLater
    {
        public async Task<Func<DateTime>> Tell()
        {
            await Task.Yield();
            return () => DateTime.UtcNow;
        }
    }

    public class OpenToEverybody;

    internal sealed class BookingManager;
}

namespace FibreCentre.Api.Tests.Architecture.Broken.Features.Beta
{
    internal sealed class BetaHandler;
}

namespace FibreCentre.Api.Tests.Architecture.Broken.Pages
{
    internal sealed class SomePage(CentreDbContext db)
    {
        public Task<int> CountAsync() => db.Cohorts.CountAsync();
    }
}
