using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Places;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>What there is to show how somebody did in a unit, in the order in which it was added.</summary>
public sealed record ListEvidence(PlaceId Place, string Unit) : IQuery<ListedEvidence>;

/// <param name="IsOpen">Whether more can be added: not once the unit is signed as competent.</param>
public sealed record ListedEvidence(Guid PlaceId, string TraineeName, string Unit, string UnitTitle, bool IsOpen, IReadOnlyList<EvidenceCriterion> Criteria, IReadOnlyList<EvidenceAnswer> Evidence);

public sealed record EvidenceCriterion(string Code, string Text);

/// <summary>One piece of evidence.</summary>
public sealed record ShowEvidence(EvidenceId Id) : IQuery<EvidenceAnswer>;

/// <param name="State"><c>open</c> (a decision to come will rest on it), <c>signed</c> or <c>withdrawn</c>.</param>
/// <param name="Hash">SHA-256 of what is kept; of a statement, of its salt and its words.</param>
/// <param name="UsedFor">Other trainees for whom the same file was used.</param>
public sealed record EvidenceAnswer(
    Guid Id, Guid PlaceId, string TraineeName, string Unit, string? Criterion, string Kind, string Caption, string State, string Hash, EvidenceFileAnswer? File, StatementAnswer? Statement,
    DateTimeOffset AddedAt, string AddedBy, EvidenceWithdrawal? Withdrawal, Guid? DecisionId, IReadOnlyList<UsedElsewhere> UsedFor);

public sealed record EvidenceFileAnswer(string MediaType, long Bytes, string OriginalHash, string? SamplesHash, bool HasThumbnail);

public sealed record StatementAnswer(string Witness, string Role, string Words);

public sealed record EvidenceWithdrawal(DateTimeOffset At, string By, string Reason);

internal static class EvidenceReading
{
    /// <summary>In the order in which it was added.</summary>
    public static async Task<List<EvidenceAnswer>> OfAsync(CentreDbContext db, IQueryable<EvidenceItem> evidence, AccountNames names, CancellationToken cancellationToken)
    {
        var rows = await (
            from each in evidence
            join trainee in db.Trainees on each.Trainee equals trainee.Id
            orderby each.AddedAt, each.Id
            select new { each, trainee.GivenName, trainee.FamilyName }).AsNoTracking().ToListAsync(cancellationToken);
        var people = await names.OfAsync(rows.SelectMany(row => new[] { row.each.AddedBy, row.each.WithdrawnBy }).OfType<Guid>(), cancellationToken);
        var repeated = await RepeatedUse.OfAsync(db, [.. rows.Select(row => row.each)], cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        return rows.ConvertAll(row => new EvidenceAnswer(
            row.each.Id.Value, row.each.Place.Value, $"{row.GivenName} {row.FamilyName}", row.each.UnitCode, row.each.Criterion, SnakeCase.Kebab(row.each.Kind.ToString()), row.each.Caption,
            row.each.Decision is not null ? "signed" : row.each.WithdrawnAt is not null ? "withdrawn" : "open", row.each.Hash,
            row.each.File is { } file ? new(file.MediaType, file.Bytes, file.OriginalHash, file.SamplesHash, file.Thumbnail is not null) : null,
            row.each.Statement is { } said ? new(said.Witness, said.Role, said.Words) : null, time.Civil(row.each.AddedAt), people[row.each.AddedBy],
            row.each.WithdrawnAt is { } at ? new(time.Civil(at), people[row.each.WithdrawnBy!.Value], row.each.WithdrawnBecause!) : null, row.each.Decision, [.. repeated[row.each.Id.Value]]));
    }
}

internal sealed class ListEvidenceHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ListEvidence, Result<ListedEvidence>>
{
    public async Task<Result<ListedEvidence>> Handle(ListEvidence request, CancellationToken cancellationToken)
    {
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (place, _, _, unit) = found.Value;
        var trainee = await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == place.Trainee, cancellationToken);
        var state = (await UnitStanding.OfAsync(db, [place.Id], cancellationToken)).Of(place.Id, unit.Code);
        return new ListedEvidence(place.Id.Value, trainee.Name, unit.Code, unit.Title, state is not ("competent" or "provisional"), [.. unit.Criteria.Select(each => new EvidenceCriterion(each.Code, each.Text))],
            await EvidenceReading.OfAsync(db, db.Evidence.Where(each => each.Place == place.Id && each.UnitCode == unit.Code), names, cancellationToken));
    }
}

internal sealed class ShowEvidenceHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ShowEvidence, Result<EvidenceAnswer>>
{
    public async Task<Result<EvidenceAnswer>> Handle(ShowEvidence request, CancellationToken cancellationToken) =>
        await EvidenceReading.OfAsync(db, db.Evidence.Where(each => each.Id == request.Id), names, cancellationToken) is [var found] ? found : EvidenceErrors.NotFound();
}
