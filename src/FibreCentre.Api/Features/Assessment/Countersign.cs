using System.Text.Json.Serialization;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Decisions that wait for a second person, oldest first.</summary>
public sealed record ListProvisional : IQuery<ListedProvisional>;

public sealed record ListedProvisional(IReadOnlyList<ProvisionalDecision> Decisions);

/// <param name="CanSign">False for the person who signed it first.</param>
public sealed record ProvisionalDecision(
    Guid Id, string TraineeName, string Provider, string Course, string Unit, string UnitTitle, Guid PlaceId, DateTimeOffset SignedAt, string SignedBy, IReadOnlyList<string> Because,
    IReadOnlyList<DecidedCriterionAnswer> Criteria, bool CanSign);

/// <param name="Proposed">What its traces said; null where they said nothing.</param>
public sealed record DecidedCriterionAnswer(string Code, string Text, bool SafetyCritical, string? Limit, string Outcome, IReadOnlyList<decimal> Readings, string? Proposed = null);

/// <summary>Signs somebody else's decision as a second person.</summary>
/// <param name="Password">The countersigner's own, asked for again. Never serialised, as with <see cref="SignOff"/>.</param>
public sealed record Countersign(Guid Decision, [property: JsonIgnore] string Password) : ICommand<Countersigned>
{
    Guid? ICommand.Subject => Decision;
}

/// <param name="CertificateId">The certificate it completed; null when none.</param>
public sealed record Countersigned(Guid DecisionId, long LedgerNumber, Guid? CertificateId);

internal sealed class CountersignValidator : AbstractValidator<Countersign>
{
    public CountersignValidator() => RuleFor(request => request.Password).NotEmpty().WithMessage("Enter your password to sign.");
}

internal sealed class ListProvisionalHandler(CentreDbContext db, Actor actor, AccountNames names) : IRequestHandler<ListProvisional, Result<ListedProvisional>>
{
    public async Task<Result<ListedProvisional>> Handle(ListProvisional request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var open = await (
            from entry in db.Ledger.FromSql($"""
                select * from ledger_entry d where d.kind = 'decision' and (d.content::jsonb ->> 'provisional')::boolean
                  and not exists (select from ledger_entry c where c.decision_id = d.id and c.kind in ('countersignature', 'correction'))   -- neither countersigned nor corrected
                """)
            join attempt in db.Attempts on entry.Attempt equals attempt.Id
            join trainee in db.Trainees on entry.Trainee equals trainee.Id
            join provider in db.Providers on entry.Provider equals provider.Id
            orderby entry.Number
            select new { entry, attempt.Place, trainee.GivenName, trainee.FamilyName, provider.Name }).AsNoTracking().Take(1000).ToListAsync(cancellationToken);
        var people = await names.OfAsync(open.Select(each => each.entry.SignedBy), cancellationToken);
        return new ListedProvisional([.. open.Select(each =>
        {
            var content = DecisionContent.Read(each.entry.Content);
            return new ProvisionalDecision(
                each.entry.Id, $"{each.GivenName} {each.FamilyName}", each.Name, content.Course, content.Unit, content.UnitTitle, each.Place.Value, time.Civil(each.entry.SignedAt), people[each.entry.SignedBy],
                content.ProvisionalBecause, [.. content.Criteria.Select(each => each.Answer())],
                actor.AccountId != each.entry.SignedBy);
        })]);
    }
}

internal sealed class CountersignHandler(CentreDbContext db, Actor actor, Credentials credentials, Certification certification, TimeProvider clock) : IRequestHandler<Countersign, Result<Countersigned>>
{
    public async Task<Result<Countersigned>> Handle(Countersign request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await credentials.AreRightAsync(actor, request.Password)) return AssessmentErrors.CredentialRefused();
        if (await db.Ledger.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Decision && each.Kind == LedgerKind.Decision, cancellationToken) is not { } decision) return AssessmentErrors.DecisionNotFound();
        if (!DecisionContent.Read(decision.Content).Provisional) return AssessmentErrors.NoCountersignatureNeeded();
        if (decision.SignedBy == actor.Account) return AssessmentErrors.SameSignature();
        var attempt = await db.Attempts.AsNoTracking().SingleAsync(each => each.Id == decision.Attempt, cancellationToken);
        await db.LockAsync(attempt.Place, cancellationToken);
        if (actor.TraineeId == decision.Trainee.Value) return AssessmentErrors.OwnAssessment();
        var version = await db.CourseVersions.AsNoTracking().SingleAsync(each => each.Id == attempt.CourseVersion, cancellationToken);
        if (!actor.Is(Roles.Iqa) && await Authority.MissingAsync(db, actor, version, now, cancellationToken) is { } missing) return AssessmentErrors.NotAuthorised(missing);
        var spoken = await db.Ledger.Where(each => each.Decision == decision.Id).Select(each => each.Kind).ToListAsync(cancellationToken);
        if (spoken.Contains(LedgerKind.Correction)) return AssessmentErrors.AlreadyCorrected();
        if (spoken.Contains(LedgerKind.Countersignature)) return AssessmentErrors.AlreadyCountersigned();

        var entry = await LedgerBook.AppendAsync(
            db, head => Chain.Append(head, LedgerKind.Countersignature, decision.Provider, decision.Trainee, null, decision.Id, actor.Account, decision.SignedBy, "{}", now), null, cancellationToken);
        var place = await db.Places.SingleAsync(each => each.Id == attempt.Place, cancellationToken);
        var certificate = await certification.IssueIfCompleteAsync(place, version, actor.Account, now, cancellationToken);
        return new Countersigned(decision.Id, entry.Number, certificate?.Id.Value);
    }
}
