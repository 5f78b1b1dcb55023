using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Removes files that no evidence refers to: uploads that were cut off or refused, and what was taken back. Only what has lain there for a day.</summary>
internal sealed record SweepEvidence : ICommand<SweptEvidence>, IHousekeeping;

internal sealed record SweptEvidence(int Files, int NeverArrived);

/// <summary>Looks whether every file that evidence refers to lies in its folder as it was.</summary>
internal sealed record VerifyEvidence : IQuery<VerifiedEvidence>;

/// <param name="Files">How many were read.</param>
internal sealed record VerifiedEvidence(int Files, IReadOnlyList<EvidenceFault> Faults);

/// <param name="What"><c>missing</c> or <c>altered</c>.</param>
internal sealed record EvidenceFault(Guid EvidenceId, string Hash, string What);

internal sealed class SweepEvidenceHandler(CentreDbContext db, EvidenceFolder folder, TimeProvider clock) : IRequestHandler<SweepEvidence, Result<SweptEvidence>>
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public async Task<Result<SweptEvidence>> Handle(SweepEvidence request, CancellationToken cancellationToken)
    {
        // Whoever is about to refer to a file holds the same lock, shared, until that is written.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('evidence'))", cancellationToken);
        var (lying, neverArrived) = folder.LyingSinceBefore(clock.GetUtcNow() - Grace);
        var wanted = (await db.Evidence.AsNoTracking().Where(each => each.File != null && each.WithdrawnAt == null && each.ErasedAt == null).Select(each => new { each.Hash, each.File!.Thumbnail }).ToListAsync(cancellationToken))
            .SelectMany(each => new[] { each.Hash, each.Thumbnail }).OfType<string>().ToHashSet();
        var swept = lying.Where(hash => !wanted.Contains(hash)).ToList();
        foreach (var hash in swept) folder.Forget(hash);
        foreach (var path in neverArrived) File.Delete(path);
        return new SweptEvidence(swept.Count, neverArrived.Count);
    }
}

internal sealed class VerifyEvidenceHandler(CentreDbContext db, EvidenceFolder folder) : IRequestHandler<VerifyEvidence, Result<VerifiedEvidence>>
{
    public async Task<Result<VerifiedEvidence>> Handle(VerifyEvidence request, CancellationToken cancellationToken)
    {
        var kept = await db.Evidence.AsNoTracking().Where(each => each.File != null && each.WithdrawnAt == null && each.ErasedAt == null).OrderBy(each => each.AddedAt).Select(each => new { each.Id, each.Hash }).ToListAsync(cancellationToken);
        var faults = new List<EvidenceFault>();
        foreach (var each in kept)
            if (await folder.CheckAsync(each.Hash, cancellationToken) is var state and not "intact") faults.Add(new(each.Id.Value, each.Hash, state));
        return new VerifiedEvidence(kept.Count, faults);
    }
}
