using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Evidence;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Where the same file, or a trace with the same samples, was used for somebody else.</summary>
/// <param name="What"><c>file</c>, or <c>samples</c> where only the samples of a trace are the same.</param>
public sealed record UsedElsewhere(Guid EvidenceId, Guid PlaceId, string TraineeName, string Unit, DateTimeOffset At, string What);

/// <summary>Repeated use is shown, never refused: a photo of a shared bench may well be right for two.</summary>
internal static class RepeatedUse
{
    /// <summary>By the id of the evidence. What was taken back counts too: it was used.</summary>
    public static async Task<ILookup<Guid, UsedElsewhere>> OfAsync(CentreDbContext db, IReadOnlyList<EvidenceItem> evidence, CancellationToken cancellationToken)
    {
        var files = evidence.Where(each => each.File is not null).ToList();
        var hashes = files.SelectMany(each => new[] { each.Hash, each.File!.OriginalHash }).Distinct().ToList();
        var samples = files.Select(each => each.File!.SamplesHash).OfType<string>().Distinct().ToList();
        if (files.Count == 0) return Array.Empty<(Guid Id, UsedElsewhere Use)>().ToLookup(each => each.Id, each => each.Use);
        var others = await (
            from other in db.Evidence
            join trainee in db.Trainees on other.Trainee equals trainee.Id
            where other.File != null && (hashes.Contains(other.Hash) || hashes.Contains(other.File.OriginalHash) || (other.File.SamplesHash != null && samples.Contains(other.File.SamplesHash)))
            orderby other.AddedAt
            select new { other, trainee.GivenName, trainee.FamilyName }).AsNoTracking().ToListAsync(cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        return (
            from mine in files
            from row in others
            where row.other.Trainee != mine.Trainee
            let isFile = IsSame(mine, row.other)
            where isFile || mine.File!.SamplesHash is { } own && row.other.File!.SamplesHash == own
            select (mine.Id.Value, Use: new UsedElsewhere(row.other.Id.Value, row.other.Place.Value, $"{row.GivenName} {row.FamilyName}", row.other.UnitCode, time.Civil(row.other.AddedAt), isFile ? "file" : "samples")))
            .ToLookup(each => each.Value, each => each.Use);
    }

    /// <summary>As it was sent, or as it is kept: somebody may have sent on what was downloaded here.</summary>
    private static bool IsSame(EvidenceItem one, EvidenceItem other) =>
        one.Hash == other.Hash || one.File!.OriginalHash == other.File!.OriginalHash || one.Hash == other.File.OriginalHash || one.File.OriginalHash == other.Hash;
}
