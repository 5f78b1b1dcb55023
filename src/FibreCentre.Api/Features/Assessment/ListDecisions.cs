using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Signed decisions, newest first.</summary>
/// <param name="Before">The ledger number of the last row of the page before; null for the first page.</param>
public sealed record ListDecisions(long? Before = null, int Limit = 50) : IQuery<ListedDecisions>;

/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedDecisions(IReadOnlyList<SignedDecision> Decisions, long? Next);

/// <summary>One signed decision, as it was signed, and what was said of it since.</summary>
public sealed record ShowDecision(Guid Decision) : IQuery<SignedDecision>;

/// <param name="State"><c>stands</c>, <c>provisional</c> (waits for a second person) or <c>corrected</c> (does not stand).</param>
/// <param name="CertificateId">The certificate in force that rests on it; null when none does.</param>
/// <param name="CanCorrect">False for whoever signed it, and for one that is corrected.</param>
public sealed record SignedDecision(
    Guid Id, long LedgerNumber, string TraineeName, string Provider, string Course, string Unit, string UnitTitle, int Attempt, string Outcome, string State, DateTimeOffset SignedAt, string SignedBy, string? CountersignedBy,
    string? Feedback, DecisionCorrection? Correction, Guid? CertificateId, IReadOnlyList<DecidedCriterionAnswer> Criteria, bool CanCorrect);

/// <param name="Reason">Null once it was erased.</param>
public sealed record DecisionCorrection(DateTimeOffset At, string By, string? Reason);

internal sealed class ListDecisionsValidator : AbstractValidator<ListDecisions>
{
    public ListDecisionsValidator() => RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
}

internal static class SignedDecisions
{
    public static async Task<List<SignedDecision>> OfAsync(CentreDbContext db, IQueryable<LedgerEntry> entries, Actor actor, AccountNames names, CancellationToken cancellationToken)
    {
        var rows = await (
            from entry in entries
            join attempt in db.Attempts on entry.Attempt equals attempt.Id
            join trainee in db.Trainees on entry.Trainee equals trainee.Id
            join provider in db.Providers on entry.Provider equals provider.Id
            orderby entry.Number descending
            select new
            {
                entry, trainee.GivenName, trainee.FamilyName, Provider = provider.Name,
                Spoken = db.Ledger.Where(each => each.Decision == entry.Id).ToList(),
                Certificate = db.Certificates.Where(each => each.Place == attempt.Place && each.RevokedAt == null).Select(each => (CertificateId?)each.Id).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        var people = await names.OfAsync(rows.SelectMany(row => row.Spoken.Append(row.entry)).Select(each => each.SignedBy), cancellationToken);
        var words = await LedgerText.OfAsync(db, [.. rows.SelectMany(row => row.Spoken.Append(row.entry)).Select(each => each.Id)], cancellationToken);
        return rows.ConvertAll(row =>
        {
            var content = DecisionContent.Read(row.entry.Content);
            var (second, correction) = (row.Spoken.Find(each => each.Kind == LedgerKind.Countersignature), row.Spoken.Find(each => each.Kind == LedgerKind.Correction));
            return new SignedDecision(
                row.entry.Id, row.entry.Number, $"{row.GivenName} {row.FamilyName}", row.Provider, content.Course, content.Unit, content.UnitTitle, content.Attempt, content.Outcome,
                correction is not null ? "corrected" : content.Provisional && second is null ? "provisional" : "stands", time.Civil(row.entry.SignedAt), people[row.entry.SignedBy], second is null ? null : people[second.SignedBy],
                words.GetValueOrDefault(row.entry.Id), correction is null ? null : new(time.Civil(correction.SignedAt), people[correction.SignedBy], words.GetValueOrDefault(correction.Id)),
                correction is null && content.Outcome == "competent" ? row.Certificate?.Value : null, [.. content.Criteria.Select(each => each.Answer())], correction is null && actor.Is(Roles.Iqa) && actor.AccountId != row.entry.SignedBy);
        });
    }
}

internal sealed class ListDecisionsHandler(CentreDbContext db, Actor actor, AccountNames names) : IRequestHandler<ListDecisions, Result<ListedDecisions>>
{
    public async Task<Result<ListedDecisions>> Handle(ListDecisions request, CancellationToken cancellationToken)
    {
        var decisions = db.Ledger.Where(each => each.Kind == LedgerKind.Decision && (request.Before == null || each.Number < request.Before)).OrderByDescending(each => each.Number).Take(request.Limit + 1);
        var page = await SignedDecisions.OfAsync(db, decisions, actor, names, cancellationToken);
        return new ListedDecisions([.. page.Take(request.Limit)], page.Count > request.Limit ? page[request.Limit - 1].LedgerNumber : null);
    }
}

internal sealed class ShowDecisionHandler(CentreDbContext db, Actor actor, AccountNames names) : IRequestHandler<ShowDecision, Result<SignedDecision>>
{
    public async Task<Result<SignedDecision>> Handle(ShowDecision request, CancellationToken cancellationToken) =>
        await SignedDecisions.OfAsync(db, db.Ledger.Where(each => each.Id == request.Decision && each.Kind == LedgerKind.Decision), actor, names, cancellationToken) is [var found] ? found : AssessmentErrors.DecisionNotFound();
}
