using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Pipeline;

internal sealed record ForgetOldKeys(TimeSpan Age) : ICommand<int>, IHousekeeping;

internal sealed class ForgetOldKeysHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ForgetOldKeys, Result<int>>
{
    public async Task<Result<int>> Handle(ForgetOldKeys request, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - request.Age;
        return await db.Database.ExecuteSqlAsync($"delete from idempotency_key where created_at < {before}", cancellationToken);
    }
}
