using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Records what was seen and measured: any number of criteria, one or all. Marking again before signing replaces the mark.</summary>
public sealed record MarkCriteria(PlaceId Place, string Unit, IReadOnlyList<MarkedCriterion> Marks) : ICommand<MarkedCriteria>
{
    Guid? ICommand.Subject => Place.Value;
}

/// <param name="Outcome">For an observed criterion: met, not met, not measured. For the others only not measured, or null.</param>
/// <param name="Readings">In the criterion's unit; the verdict follows from them.</param>
/// <param name="Note">For the centre's own eyes.</param>
public sealed record MarkedCriterion(string Criterion, Verdict? Outcome = null, IReadOnlyList<decimal>? Readings = null, string? Note = null);

/// <param name="Foreseen">What signing now would decide; null while something is unmarked.</param>
public sealed record MarkedCriteria(Guid AttemptId, int Attempt, IReadOnlyList<JudgedCriterion> Criteria, string? Foreseen);

public sealed record JudgedCriterion(string Criterion, string Outcome, IReadOnlyList<decimal> Readings);

internal sealed class MarkCriteriaValidator : AbstractValidator<MarkCriteria>
{
    public MarkCriteriaValidator()
    {
        RuleFor(request => request.Marks).NotEmpty().WithMessage("Mark at least one criterion.");
        RuleForEach(request => request.Marks).NotNull().SetValidator(new MarkedCriterionValidator());
    }
}

internal sealed class MarkedCriterionValidator : AbstractValidator<MarkedCriterion>
{
    public MarkedCriterionValidator()
    {
        RuleFor(each => each.Note).MaximumLength(2000).WithMessage("Shorten the note to 2,000 characters.");
        RuleFor(each => each.Readings).Must(readings => readings is null || readings.Count <= 100).WithMessage("Enter at most 100 readings.");
    }
}

internal sealed class MarkCriteriaHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<MarkCriteria, Result<MarkedCriteria>>
{
    public async Task<Result<MarkedCriteria>> Handle(MarkCriteria request, CancellationToken cancellationToken)
    {
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var marked = await Marking.RecordAsync(db, found.Value, request.Marks, actor.Account, clock.GetUtcNow(), cancellationToken);
        if (!marked.Succeeded) return marked.Error;
        var attempt = marked.Value;
        await db.SaveChangesAsync(cancellationToken);
        return new MarkedCriteria(
            attempt.Id.Value, attempt.Number, [.. attempt.Marks.Select(mark => new JudgedCriterion(mark.Criterion, SnakeCase.Kebab(mark.Outcome.ToString()), mark.Readings))],
            ShowAssessmentHandler.Foreseen(attempt, found.Value.Unit));
    }
}

/// <summary>Marks on the attempt under way, or on a new one. Saved by whoever asks.</summary>
internal static class Marking
{
    public static async Task<Result<Attempt>> RecordAsync(CentreDbContext db, UnitToAssess at, IReadOnlyList<MarkedCriterion> marks, Guid by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (place, _, version, unit) = at;
        if (await at.WhyAbsentAsync(db, now, cancellationToken) is { } absent) return absent;
        await db.LockAsync(place.Id, cancellationToken);
        var started = await OpenAttemptAsync(db, place, version, unit, by, now, cancellationToken);
        if (!started.Succeeded) return started.Error;
        var attempt = started.Value;
        foreach (var mark in marks)
        {
            var marked = attempt.Mark(unit, mark.Criterion, mark.Outcome, mark.Readings ?? [], mark.Note, by, now);
            if (!marked.Succeeded) return marked.Error;
        }
        if (db.Entry(attempt).State == EntityState.Detached) db.Add(attempt);   // only now: a mark that is refused starts no attempt
        return attempt;
    }

    /// <summary>The attempt under way, or one to be added once something is marked on it.</summary>
    public static async Task<Result<Attempt>> OpenAttemptAsync(CentreDbContext db, Place place, CourseVersion version, CourseUnit unit, Guid assessor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Attempts.SingleOrDefaultAsync(each => each.Place == place.Id && each.UnitCode == unit.Code && each.DecidedAt == null, cancellationToken) is { } open) return open;
        var standing = await UnitStanding.OfAsync(db, [place.Id], cancellationToken);
        if (standing.Of(place.Id, unit.Code) is "competent" or "provisional") return AssessmentErrors.AlreadyCompetent();
        return standing.Next(place, version, unit, assessor, now);
    }
}
