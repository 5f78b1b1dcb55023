using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Takes evidence back before a decision rests on it. That it was there, by its hash, stays known; the file goes with the next sweep.</summary>
public sealed record WithdrawEvidence(EvidenceId Id, string Reason) : ICommand<WithdrawnEvidence>
{
    Guid? ICommand.Subject => Id.Value;
}

public sealed record WithdrawnEvidence(Guid Id, DateTimeOffset At);

internal sealed class WithdrawEvidenceValidator : AbstractValidator<WithdrawEvidence>
{
    public WithdrawEvidenceValidator() => RuleFor(request => request.Reason).NotEmpty().WithMessage("Say why it is taken back.").MaximumLength(400).WithMessage("Shorten the reason to 400 characters.");
}

internal sealed class WithdrawEvidenceHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<WithdrawEvidence, Result<WithdrawnEvidence>>
{
    public async Task<Result<WithdrawnEvidence>> Handle(WithdrawEvidence request, CancellationToken cancellationToken)
    {
        if (await db.Evidence.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Id, cancellationToken) is not { } seen) return EvidenceErrors.NotFound();
        if (actor.TraineeId == seen.Trainee.Value) return Domain.Assessment.AssessmentErrors.OwnAssessment();
        // After whoever is signing on this place just now.
        await db.LockAsync(seen.Place, cancellationToken);
        var evidence = await db.Evidence.SingleAsync(each => each.Id == request.Id, cancellationToken);
        var now = clock.GetUtcNow();
        var withdrawn = evidence.Withdraw(request.Reason.Trim(), actor.Account, now);
        if (!withdrawn.Succeeded) return withdrawn.Error;
        await db.SaveChangesAsync(cancellationToken);
        if (evidence.Kind == EvidenceKind.Trace) await EvidenceBook.ForgetFindingsAsync(db, evidence, cancellationToken);
        return new WithdrawnEvidence(request.Id.Value, (await db.TimeAsync(cancellationToken)).Civil(now));
    }
}
