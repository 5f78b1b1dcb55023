using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Chooses, where an entry of a bay met another mark or a rule.</summary>
/// <param name="Take">True: the entry becomes the mark after all. False: what stands is kept.</param>
/// <param name="Stands">When the mark was made that was looked at; null for none. Marked again since, nothing is chosen.</param>
public sealed record SettleEntry(Guid Id, bool Take, DateTimeOffset? Stands) : ICommand<KeptEntry>
{
    Guid? ICommand.Subject => Id;
}

internal sealed class SettleEntryHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<SettleEntry, Result<KeptEntry>>
{
    public async Task<Result<KeptEntry>> Handle(SettleEntry request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().AsKept();
        if (await db.BayEntries.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Id, cancellationToken) is not { } seen) return AssessmentErrors.EntryNotFound();
        await db.LockAsync(seen.Place, cancellationToken);
        var entry = await db.BayEntries.SingleAsync(each => each.Id == request.Id, cancellationToken);
        if (!entry.IsOpen) return AssessmentErrors.EntrySettled();
        if (request.Take)
        {
            var place = await db.Places.SingleAsync(each => each.Id == entry.Place, cancellationToken);
            if (place.Trainee != entry.Trainee) return AssessmentErrors.AnotherEngineer();
            if ((await EntryMark.StandingAsync(db, entry, place, cancellationToken)).Mark?.MarkedAt != request.Stands) return AssessmentErrors.MarkedMeanwhile();
            var session = await db.Sessions.AsNoTracking().SingleAsync(each => each.Id == entry.Session, cancellationToken);
            var applied = await EntryMark.ApplyAsync(db, entry, session, place, actor.Account, now, cancellationToken);
            if (!applied.Succeeded) return applied.Error;
        }
        entry.Settle(actor.Account, now, request.Take ? now : null);
        await db.SaveChangesAsync(cancellationToken);
        return KeptEntry.Of(entry);
    }
}
