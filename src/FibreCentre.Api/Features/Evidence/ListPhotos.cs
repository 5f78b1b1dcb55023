using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Evidence;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Which photos there are of each trainee and criterion of a session's cohort that no decision rests on yet.</summary>
internal sealed record ListPhotos(SessionId Session) : IQuery<ListedPhotos>;

internal sealed record ListedPhotos(ILookup<(Guid Place, string Criterion), Guid> Photos);

internal sealed class ListPhotosHandler(CentreDbContext db) : IRequestHandler<ListPhotos, Result<ListedPhotos>>
{
    public async Task<Result<ListedPhotos>> Handle(ListPhotos request, CancellationToken cancellationToken)
    {
        var photos = await (
            from photo in db.Evidence
            join place in db.Places on photo.Place equals place.Id
            where photo.Kind == EvidenceKind.Photo && photo.WithdrawnAt == null && photo.Decision == null && photo.Criterion != null && db.Cohorts.Any(cohort => cohort.Id == place.Cohort && cohort.Sessions.Any(session => session.Id == request.Session))
            select new { photo.Id, photo.Place, photo.Criterion }).ToListAsync(cancellationToken);
        return new ListedPhotos(photos.ToLookup(each => (each.Place.Value, each.Criterion!), each => each.Id.Value));
    }
}
