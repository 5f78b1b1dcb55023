using System.Text.Json;
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

/// <summary>Says, as a quality assurer, that a signed decision does not stand, and why. The decision stays as it is; a new line of the ledger names it. A certificate that rests on it is revoked, and the unit can be assessed anew.</summary>
/// <param name="Reason">Where a certificate is revoked by it, the holder and the employer can read it.</param>
/// <param name="Password">The quality assurer's own, asked for again. Never serialised, as with <see cref="SignOff"/>.</param>
public sealed record CorrectDecision(Guid Decision, string Reason, [property: JsonIgnore] string Password) : ICommand<CorrectedDecision>
{
    Guid? ICommand.Subject => Decision;
}

/// <param name="RevokedCertificateId">The certificate that rested on it; null when none did.</param>
public sealed record CorrectedDecision(Guid DecisionId, long LedgerNumber, Guid? RevokedCertificateId);

internal sealed class CorrectDecisionValidator : AbstractValidator<CorrectDecision>
{
    public CorrectDecisionValidator()
    {
        RuleFor(request => request.Reason).NotEmpty().WithMessage("Say what was wrong with the decision.").MaximumLength(400).WithMessage("Shorten the reason to 400 characters.");
        RuleFor(request => request.Password).NotEmpty().WithMessage("Enter your password to sign.");
    }
}

internal sealed class CorrectDecisionHandler(Actor actor, Credentials credentials, Correction correction, TimeProvider clock) : IRequestHandler<CorrectDecision, Result<CorrectedDecision>>
{
    public async Task<Result<CorrectedDecision>> Handle(CorrectDecision request, CancellationToken cancellationToken) =>
        await credentials.AreRightAsync(actor, request.Password) ? await correction.SignAsync(request.Decision, request.Reason, clock.GetUtcNow(), cancellationToken) : AssessmentErrors.CredentialRefused();
}

/// <summary>The line of the ledger that voids a decision, with everything that follows, whatever led to it: somebody who saw the mistake, a review, an appeal.</summary>
internal sealed class Correction(CentreDbContext db, Actor actor, Certification certification)
{
    /// <summary>Signs it as whoever asks, who has given the password.</summary>
    public async Task<Result<CorrectedDecision>> SignAsync(Guid id, string why, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Ledger.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id && each.Kind == LedgerKind.Decision, cancellationToken) is not { } decision) return AssessmentErrors.DecisionNotFound();
        if (decision.SignedBy == actor.Account) return AssessmentErrors.OwnDecision();
        if (actor.TraineeId == decision.Trainee.Value) return AssessmentErrors.OwnAssessment();
        var attempt = await db.Attempts.AsNoTracking().SingleAsync(each => each.Id == decision.Attempt, cancellationToken);
        // Whoever signs, countersigns or corrects on this place comes one after the other.
        await db.LockAsync(attempt.Place, cancellationToken);
        if (await db.Ledger.AnyAsync(each => each.Kind == LedgerKind.Correction && each.Decision == decision.Id, cancellationToken)) return AssessmentErrors.AlreadyCorrected();
        if (await RestsOnItAsync(attempt, cancellationToken) is { } later) return AssessmentErrors.LaterDecision(later);
        foreach (var open in await db.Attempts.Where(each => each.Place == attempt.Place && each.UnitCode == attempt.UnitCode && each.DecidedAt == null).ToListAsync(cancellationToken)) open.ForgetUntil(attempt.DecidedAt!.Value);

        var reason = LedgerText.Of(why)!;
        var content = JsonSerializer.Serialize(new { outcome = "void", meaning = "The decision named does not stand.", reasonHash = reason.Hash }, JsonSerializerOptions.Web);
        var entry = await LedgerBook.AppendAsync(
            db, head => Chain.Append(head, LedgerKind.Correction, decision.Provider, decision.Trainee, null, decision.Id, actor.Account, decision.SignedBy, content, now), reason, cancellationToken);
        var rests = await db.Certificates.SingleOrDefaultAsync(each => each.Place == attempt.Place && each.RevokedAt == null, cancellationToken);
        if (rests is not null) await certification.RevokeAsync(rests, $"A decision it rests on was corrected: {reason.Words}", actor.Account, now, cancellationToken);
        (await db.Places.SingleAsync(each => each.Id == attempt.Place, cancellationToken)).Reopen();
        await db.SaveChangesAsync(cancellationToken);
        return new CorrectedDecision(decision.Id, entry.Number, rests?.Id.Value);
    }

    /// <summary>The number of a later attempt that was decided and not corrected: what was met is carried from one to the next.</summary>
    private async Task<int?> RestsOnItAsync(Attempt attempt, CancellationToken cancellationToken) => await (
        from later in db.Attempts
        join entry in db.Ledger on later.Id equals entry.Attempt
        where later.Place == attempt.Place && later.UnitCode == attempt.UnitCode && later.Number > attempt.Number && !db.Ledger.Any(each => each.Kind == LedgerKind.Correction && each.Decision == entry.Id)
        orderby later.Number descending
        select (int?)later.Number).FirstOrDefaultAsync(cancellationToken);
}
