using System.Text.Json.Serialization;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Signs the decision that the marks lead to. It is never edited afterwards.</summary>
/// <param name="Feedback">For the trainee and its provider; asked for when the outcome is not competent.</param>
/// <param name="Password">The signer's own, asked for again. Never serialised: not even a hash of it is kept with the idempotency key.</param>
public sealed record SignOff(PlaceId Place, string Unit, string? Feedback, [property: JsonIgnore] string Password) : ICommand<SignedOff>
{
    Guid? ICommand.Subject => Place.Value;
}

/// <param name="Provisional">Takes a countersignature by somebody else before it counts.</param>
/// <param name="CertificateId">The certificate it completed; null when none.</param>
public sealed record SignedOff(Guid DecisionId, long LedgerNumber, string Outcome, bool Provisional, IReadOnlyList<string> ProvisionalBecause, Guid? CertificateId);

internal sealed class SignOffValidator : AbstractValidator<SignOff>
{
    public SignOffValidator()
    {
        RuleFor(request => request.Password).NotEmpty().WithMessage("Enter your password to sign.");
        RuleFor(request => request.Feedback).MaximumLength(4000).WithMessage("Shorten the feedback to 4,000 characters.");
    }
}

internal sealed class SignOffHandler(CentreDbContext db, Actor actor, Credentials credentials, Certification certification, TimeProvider clock) : IRequestHandler<SignOff, Result<SignedOff>>
{
    public async Task<Result<SignedOff>> Handle(SignOff request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await credentials.AreRightAsync(actor, request.Password)) return AssessmentErrors.CredentialRefused();
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (place, _, version, unit) = found.Value;
        if (actor.TraineeId == place.Named.Value) return AssessmentErrors.OwnAssessment();
        await db.LockAsync(place.Id, cancellationToken);
        var attempt = await db.Attempts.Where(each => each.Place == place.Id && each.UnitCode == unit.Code).OrderByDescending(each => each.Number).FirstOrDefaultAsync(cancellationToken);
        if (attempt is null) return AssessmentErrors.NothingToSign();
        if (attempt.DecidedAt is null && await found.Value.WhyAbsentAsync(db, now, cancellationToken) is { } absent) return absent;
        var traces = await TracesAgainst.OfAsync(db, attempt, unit, cancellationToken);
        if (traces.Refusal is { } unexplained) return unexplained;
        var decided = attempt.Decide(unit, now);
        if (!decided.Succeeded) return decided.Error;
        if (decided.Value != Outcome.Competent && string.IsNullOrWhiteSpace(request.Feedback)) return AssessmentErrors.FeedbackMissing();

        var because = decided.Value == Outcome.Competent ? await WhyProvisionalAsync(version, unit, now, cancellationToken) : [];
        var feedback = LedgerText.Of(request.Feedback);
        var evidence = await db.Evidence.Where(each => each.Place == place.Id && each.UnitCode == unit.Code && each.WithdrawnAt == null && each.Decision == null).OrderBy(each => each.AddedAt).ThenBy(each => each.Id).ToListAsync(cancellationToken);
        var content = new DecisionContent(
            version.Course.Value, version.Number, unit.Code, unit.Title, attempt.Number, SnakeCase.Kebab(decided.Value.ToString()), because.Count > 0, because,
            [.. unit.Criteria.Where(criterion => attempt.MarkOf(criterion) is not null).Select(criterion => Freeze(criterion, attempt.MarkOf(criterion)!, traces.Proposed(criterion)))], feedback?.Hash,
            [.. evidence.Select(each => new DecidedEvidence(SnakeCase.Kebab(each.Kind.ToString()), each.Hash, each.Criterion))]);
        var entry = await LedgerBook.AppendAsync(db, head => Chain.Append(head, LedgerKind.Decision, place.Provider, place.Named, attempt.Id, null, actor.Account, null, content.Write(), now), feedback, cancellationToken);
        foreach (var each in evidence) each.RestOn(entry.Id);
        await db.SaveChangesAsync(cancellationToken);
        var certificate = await certification.IssueIfCompleteAsync(place, version, actor.Account, now, cancellationToken);
        return new SignedOff(entry.Id, entry.Number, content.Outcome, content.Provisional, because, certificate?.Id.Value);
    }

    private async Task<List<string>> WhyProvisionalAsync(CourseVersion version, CourseUnit unit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var because = new List<string>();
        if (unit.Criteria.Any(criterion => criterion.SafetyCritical)) because.Add("The unit has a safety-critical criterion, which always takes two people.");
        if (await Authority.MissingAsync(db, actor, version, now, cancellationToken) is { } missing) because.Add($"The assessor does not hold {missing} today.");
        return because;
    }

    private static DecidedCriterion Freeze(Criterion criterion, CriterionMark mark, string? proposed) => new(
        criterion.Code, criterion.Text, SnakeCase.Kebab(criterion.Kind.ToString()), criterion.SafetyCritical, criterion.Limit?.Describe(), SnakeCase.Kebab(mark.Outcome.ToString()), mark.Readings, criterion.Source, criterion.Edition, proposed);
}

/// <summary>What the traces of a unit say, held against how it is marked.</summary>
/// <param name="Refusal">Why it cannot be signed so: a trace nobody confirmed, or a mark other than the traces say without a reason.</param>
internal sealed record TracesAgainst(Error? Refusal, IReadOnlyDictionary<string, TraceFinding> Findings)
{
    public static async Task<TracesAgainst> OfAsync(CentreDbContext db, Attempt attempt, CourseUnit unit, CancellationToken cancellationToken)
    {
        var open = db.Evidence.Where(each => each.Place == attempt.Place && each.UnitCode == unit.Code && each.Kind == EvidenceKind.Trace && each.WithdrawnAt == null && each.Decision == null);
        // What the traces of an earlier attempt said, its own decision rests on; it binds no other.
        if (unit.Criteria.All(criterion => criterion.Trace is null) || !await open.AnyAsync(cancellationToken)) return new(null, new Dictionary<string, TraceFinding>());
        var findings = await db.TraceFindings.AsNoTracking().Where(each => each.Place == attempt.Place && each.UnitCode == unit.Code).ToDictionaryAsync(each => each.Criterion, cancellationToken);
        if (await open.AnyAsync(each => !db.Traces.Any(trace => trace.Evidence == each.Id), cancellationToken)) return new(EvidenceErrors.TracesUnconfirmed(), findings);
        var said = await db.TraceOverrides.AsNoTracking().Where(each => each.Attempt == attempt.Id).ToListAsync(cancellationToken);
        var unexplained = unit.Criteria.FirstOrDefault(criterion => findings.TryGetValue(criterion.Code, out var finding) && attempt.MarkOf(criterion) is { } mark && mark.Outcome != finding.Outcome
            && !said.Exists(each => each.Criterion == criterion.Code && each.Decided == mark.Outcome));
        return new(unexplained is null ? null : EvidenceErrors.OverrideUnexplained(unexplained.Code), findings);
    }

    /// <summary>Null where they say nothing of it.</summary>
    public string? Proposed(Criterion criterion) => Findings.TryGetValue(criterion.Code, out var finding) ? SnakeCase.Kebab(finding.Outcome.ToString()) : null;
}

/// <summary>Whether somebody may sign for a course on this day.</summary>
internal static class Authority
{
    /// <summary>The first qualification of the course that the person does not hold today; null when all are held.</summary>
    public static async Task<string?> MissingAsync(CentreDbContext db, Actor actor, CourseVersion version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = version.Spec.InstructorQualifications;
        if (actor.InstructorId is not { } id || await db.Instructors.AsNoTracking().SingleOrDefaultAsync(each => each.Id == new ResourceId(id), cancellationToken) is not { } person) return asked[0];
        return person.Lacks(asked, (await db.TimeAsync(cancellationToken)).DayOf(now));
    }
}
