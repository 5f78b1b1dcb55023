using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>The file of a piece of evidence.</summary>
/// <param name="Small">The small picture of a photo, where there is one.</param>
public sealed record ReadEvidence(EvidenceId Id, bool Small = false) : IQuery<EvidenceContent>;

/// <param name="Name">What it is called when it is saved: made here, of nothing that anybody typed.</param>
/// <param name="Content">Whoever gets it closes it.</param>
public sealed record EvidenceContent(string MediaType, string Name, Stream Content);

internal sealed class ReadEvidenceHandler(CentreDbContext db, EvidenceFolder folder) : IRequestHandler<ReadEvidence, Result<EvidenceContent>>
{
    public async Task<Result<EvidenceContent>> Handle(ReadEvidence request, CancellationToken cancellationToken)
    {
        if (await db.Evidence.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Id && each.File != null, cancellationToken) is not { File: { } file } found) return EvidenceErrors.NotFound();
        if (found.WithdrawnAt is not null || found.ErasedAt is not null || folder.Open(request.Small ? file.Thumbnail ?? found.Hash : found.Hash) is not { } content) return EvidenceErrors.Gone();
        return new EvidenceContent(file.MediaType, $"{found.UnitCode}-{SnakeCase.Kebab(found.Kind.ToString())}-{found.Hash[..12]}{FileType.Extension(file.MediaType)}", content);
    }
}

internal static class EvidenceServing
{
    /// <summary>What somebody sent is never run: it comes as a file to keep, as the type its bytes have, and in a box of its own where a browser opens it all the same. A picture in a page is shown whatever this says.</summary>
    public static FileStreamHttpResult Served(this EvidenceContent evidence, HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(evidence.Content, evidence.MediaType, evidence.Name);
    }
}
