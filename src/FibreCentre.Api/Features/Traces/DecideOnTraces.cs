using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Places;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Traces;

/// <summary>Marks criteria from what the traces say, or otherwise with a reason; the reason goes to quality assurance.</summary>
public sealed record DecideOnTraces(PlaceId Place, string Unit, IReadOnlyList<TraceDecision> Decisions) : ICommand<DecidedOnTraces>
{
    Guid? ICommand.Subject => Place.Value;
}

/// <param name="Take">As the traces say. Otherwise by <see cref="Readings"/>.</param>
/// <param name="Readings">In the unit of the limit; none means not measured.</param>
/// <param name="Reason">Why, where that comes to something else than the traces say.</param>
public sealed record TraceDecision(string Criterion, bool Take = true, IReadOnlyList<decimal>? Readings = null, string? Reason = null);

public sealed record DecidedOnTraces(IReadOnlyList<MarkedOnTraces> Criteria);

public sealed record MarkedOnTraces(string Criterion, string Outcome, IReadOnlyList<decimal> Readings);

internal sealed class DecideOnTracesValidator : AbstractValidator<DecideOnTraces>
{
    public DecideOnTracesValidator()
    {
        RuleFor(request => request.Decisions).NotEmpty().WithMessage("Choose at least one criterion.");
        RuleForEach(request => request.Decisions).NotNull().ChildRules(decision =>
        {
            decision.RuleFor(each => each.Reason).MaximumLength(1000).WithMessage("Shorten the reason to 1,000 characters.");
            decision.RuleFor(each => each.Readings).Must(readings => readings is null || readings.Count <= 100).WithMessage("Enter at most 100 readings.");
        });
    }
}

internal sealed class DecideOnTracesHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<DecideOnTraces, Result<DecidedOnTraces>>
{
    public async Task<Result<DecidedOnTraces>> Handle(DecideOnTraces request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (place, _, version, unit) = found.Value;
        if (actor.TraineeId == place.Named.Value) return AssessmentErrors.OwnAssessment();
        if (await found.Value.WhyAbsentAsync(db, now, cancellationToken) is { } absent) return absent;
        await db.LockAsync(place.Id, cancellationToken);
        // Only while the traces wait for a decision: what those of an earlier attempt said is over.
        var findings = await db.TraceFindings.AsNoTracking().Where(each => each.Place == place.Id && each.UnitCode == unit.Code && db.Evidence.Any(trace => trace.Place == place.Id && trace.UnitCode == unit.Code && trace.Kind == EvidenceKind.Trace && trace.WithdrawnAt == null && trace.Decision == null)).ToDictionaryAsync(each => each.Criterion, cancellationToken);
        var started = await Marking.OpenAttemptAsync(db, place, version, unit, actor.Account, now, cancellationToken);
        if (!started.Succeeded) return started.Error;
        var attempt = started.Value;
        foreach (var decision in request.Decisions)
        {
            if (!findings.TryGetValue(decision.Criterion, out var finding)) return EvidenceErrors.NoFinding(decision.Criterion);
            var readings = decision.Take ? finding.Readings : decision.Readings ?? [];
            var marked = attempt.Mark(unit, decision.Criterion, readings.Count == 0 ? Verdict.NotMeasured : null, readings, decision.Take ? finding.Sentence : decision.Reason, actor.Account, now);
            if (!marked.Succeeded) return marked.Error;
            if (marked.Value.Outcome == finding.Outcome) continue;
            if (string.IsNullOrWhiteSpace(decision.Reason)) return EvidenceErrors.ReasonMissing(decision.Criterion);
            db.Add(new TraceOverride
            {
                Attempt = attempt.Id, Place = place.Id, UnitCode = unit.Code, Criterion = decision.Criterion, Proposed = finding.Outcome, Decided = marked.Value.Outcome, Sentence = finding.Sentence, Reason = decision.Reason.Trim(),
                By = actor.Account, At = now,
            });
        }
        if (db.Entry(attempt).State == EntityState.Detached) db.Add(attempt);
        await db.SaveChangesAsync(cancellationToken);
        return new DecidedOnTraces([.. attempt.Marks.Select(mark => new MarkedOnTraces(mark.Criterion, SnakeCase.Kebab(mark.Outcome.ToString()), mark.Readings))]);
    }
}
