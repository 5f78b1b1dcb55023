using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>Opens a draft for booking.</summary>
/// <param name="Revision">What the coordinator last saw; null does not ask.</param>
public sealed record PublishCohort(CohortId Cohort, int? Revision) : ICommand<PublishedCohort>
{
    Guid? ICommand.Subject => Cohort.Value;
}

public sealed record PublishedCohort(Guid Id, string Code, int Revision);

internal sealed class PublishCohortHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<PublishCohort, Result<PublishedCohort>>
{
    public async Task<Result<PublishedCohort>> Handle(PublishCohort request, CancellationToken cancellationToken)
    {
        await db.LockAsync(request.Cohort, cancellationToken);
        if (await db.Cohorts.SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        if (request.Revision is { } seen && seen != cohort.Revision) return CohortErrors.ChangedMeanwhile();
        var published = cohort.Publish(clock.GetUtcNow());
        if (!published.Succeeded) return published.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new PublishedCohort(cohort.Id.Value, cohort.Code, cohort.Revision);
    }
}
