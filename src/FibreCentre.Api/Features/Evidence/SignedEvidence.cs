using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Evidence;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>What a decision was signed on, and whether it still is what it was.</summary>
public sealed record ListSignedEvidence(Guid Decision) : IQuery<ListedSignedEvidence>;

public sealed record ListedSignedEvidence(IReadOnlyList<CheckedEvidence> Evidence);

/// <param name="Hash">As it stands in the ledger.</param>
/// <param name="State"><c>intact</c>, <c>altered</c> (it has another hash now), <c>missing</c> or <c>erased</c>.</param>
/// <param name="Evidence">Null where only the ledger still knows of it.</param>
public sealed record CheckedEvidence(string Kind, string Hash, string? Criterion, string State, EvidenceAnswer? Evidence);

internal sealed class ListSignedEvidenceHandler(CentreDbContext db, EvidenceFolder folder, AccountNames names) : IRequestHandler<ListSignedEvidence, Result<ListedSignedEvidence>>
{
    public async Task<Result<ListedSignedEvidence>> Handle(ListSignedEvidence request, CancellationToken cancellationToken)
    {
        if (await db.Ledger.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Decision && each.Kind == LedgerKind.Decision, cancellationToken) is not { } decision) return AssessmentErrors.DecisionNotFound();
        var kept = db.Evidence.Where(each => each.Decision == decision.Id);
        var shown = (await EvidenceReading.OfAsync(db, kept, names, cancellationToken)).ToLookup(each => each.Hash);
        var erased = await kept.Where(each => each.ErasedAt != null).Select(each => each.Hash).ToListAsync(cancellationToken);
        var statements = (await kept.AsNoTracking().Where(each => each.Kind == EvidenceKind.Statement).ToListAsync(cancellationToken)).ToDictionary(each => each.Hash, each => each.Statement!);
        var found = new List<CheckedEvidence>();
        foreach (var signed in DecisionContent.Read(decision.Content).Evidence ?? [])
        {
            var state = erased.Contains(signed.Hash) ? "erased" : signed.Kind != "statement" ? await folder.CheckAsync(signed.Hash, cancellationToken)
                : statements.GetValueOrDefault(signed.Hash) is not { } said ? "erased" : EvidenceBook.HashOf(said) == signed.Hash ? "intact" : "altered";
            found.Add(new(signed.Kind, signed.Hash, signed.Criterion, state, shown[signed.Hash].FirstOrDefault()));
        }
        return new ListedSignedEvidence(found);
    }
}
