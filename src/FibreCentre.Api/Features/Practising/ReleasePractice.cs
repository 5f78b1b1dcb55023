using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Practising;

/// <summary>Gives a bay back that was booked for practice, before it begins. Whoever booked it and whoever would have come are told, as far as they are somebody else than who does it.</summary>
public sealed record ReleasePractice(PracticeId Practice) : ICommand<ReleasedPractice>
{
    Guid? ICommand.Subject => Practice.Value;
}

public sealed record ReleasedPractice(Guid Id, string State);

internal sealed class ReleasePracticeHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ReleasePractice, Result<ReleasedPractice>>
{
    public async Task<Result<ReleasedPractice>> Handle(ReleasePractice request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Two who release at once, or an outage that calls it off: the second finds it released.
        await db.Database.ExecuteSqlAsync($"select from practice where id = {request.Practice.Value} for update", cancellationToken);
        if (await db.Practices.SingleOrDefaultAsync(each => each.Id == request.Practice, cancellationToken) is not { } practice) return FacilityErrors.PracticeNotFound();
        var released = practice.Release(now);
        if (!released.Succeeded) return released.Error;
        await db.ScopeAsync(TenantScope.Staff, cancellationToken);
        db.RemoveRange(await db.Reservations.Where(each => each.Practice == practice.Id).ToListAsync(cancellationToken));
        db.AddRange(await PracticeNotices.OfCallingOffAsync(db, [practice], actor.AccountId, now, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await db.ScopeAsync(actor.Scope, cancellationToken);
        return new ReleasedPractice(practice.Id.Value, SnakeCase.Kebab(practice.State.ToString()));
    }
}
