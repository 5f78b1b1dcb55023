using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Evidence of which the same file, or a trace with the same samples, was used for somebody else: for quality assurance to look at. Newest first, a hundred at most.</summary>
public sealed record ListRepeatedEvidence : IQuery<ListedRepeatedEvidence>;

public sealed record ListedRepeatedEvidence(IReadOnlyList<EvidenceAnswer> Evidence);

internal sealed class ListRepeatedEvidenceHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ListRepeatedEvidence, Result<ListedRepeatedEvidence>>
{
    public async Task<Result<ListedRepeatedEvidence>> Handle(ListRepeatedEvidence request, CancellationToken cancellationToken)
    {
        // One look-up by index a hash, rather than every row against every other.
        var repeated = await db.Database.SqlQuery<Guid>($"""
            select e.id as "Value" from evidence e
            where e.original_hash is not null and (
              exists (select from evidence o where o.original_hash in (e.original_hash, e.hash) and o.trainee_id <> e.trainee_id)
              or exists (select from evidence o where o.hash in (e.original_hash, e.hash) and o.trainee_id <> e.trainee_id)
              or exists (select from evidence o where o.samples_hash = e.samples_hash and o.trainee_id <> e.trainee_id))
            order by e.added_at desc limit 100
            """).ToListAsync(cancellationToken);
        var ids = repeated.ConvertAll(id => new Domain.Evidence.EvidenceId(id));
        var shown = await EvidenceReading.OfAsync(db, db.Evidence.Where(each => ids.Contains(each.Id)), names, cancellationToken);
        shown.Reverse();
        return new ListedRepeatedEvidence(shown);
    }
}
