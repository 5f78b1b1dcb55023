using System.Text.Json;
using System.Text.Json.Serialization;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Quality;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Quality;

/// <summary>Takes an appeal, as a quality assurer who had no part in the decision.</summary>
/// <param name="Over">Also from a colleague who has had it for a day.</param>
public sealed record TakeAppeal(AppealId Appeal, bool Over = false) : ICommand<TakenAppeal>
{
    Guid? ICommand.Subject => Appeal.Value;
}

public sealed record TakenAppeal(Guid Id);

/// <summary>Says, as who has taken it, how an appeal ends: a line of the ledger. Upheld, the decision is corrected in the same transaction.</summary>
/// <param name="Reasons">The trainee, the provider and the assessor read them.</param>
/// <param name="Password">One's own, asked for again. Never serialised, as with <see cref="SignOff"/>.</param>
public sealed record EndAppeal(AppealId Appeal, AppealOutcome Outcome, string Reasons, [property: JsonIgnore] string Password) : ICommand<EndedAppeal>
{
    Guid? ICommand.Subject => Appeal.Value;
}

/// <param name="RevokedCertificateId">The certificate that rested on the decision; null when none did.</param>
public sealed record EndedAppeal(Guid Id, string Outcome, long LedgerNumber, Guid? RevokedCertificateId);

internal sealed class EndAppealValidator : AbstractValidator<EndAppeal>
{
    public EndAppealValidator()
    {
        RuleFor(request => request.Outcome).IsInEnum().WithMessage("Choose how it ends.");
        RuleFor(request => request.Reasons).NotEmpty().WithMessage("Give your reasons; who appealed reads them.").MaximumLength(4000).WithMessage("Shorten your reasons to 4,000 characters.");
        RuleFor(request => request.Reasons).MaximumLength(350).When(request => request.Outcome == AppealOutcome.Upheld).WithMessage("Shorten your reasons to 350 characters: they stand beside the correction too.");
        RuleFor(request => request.Password).NotEmpty().WithMessage("Enter your password to sign.");
    }
}

internal sealed class TakeAppealHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<TakeAppeal, Result<TakenAppeal>>
{
    public async Task<Result<TakenAppeal>> Handle(TakeAppeal request, CancellationToken cancellationToken)
    {
        if (await db.Appeals.SingleOrDefaultAsync(each => each.Id == request.Appeal, cancellationToken) is not { } appeal) return AppealErrors.NotFound();
        if (await HadAPart.InAsync(db, appeal, actor, cancellationToken)) return AppealErrors.HadAPart();
        var taken = appeal.Take(actor.Account, request.Over, clock.GetUtcNow());
        if (!taken.Succeeded) return taken.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new TakenAppeal(appeal.Id.Value);
    }
}

internal sealed class EndAppealHandler(CentreDbContext db, Actor actor, Credentials credentials, Correction correction, TimeProvider clock) : IRequestHandler<EndAppeal, Result<EndedAppeal>>
{
    public async Task<Result<EndedAppeal>> Handle(EndAppeal request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await credentials.AreRightAsync(actor, request.Password)) return AssessmentErrors.CredentialRefused();
        // The same appeal sent twice: the second waits and finds it ended.
        if (await db.Appeals.FromSql($"select * from appeal where id = {request.Appeal.Value} for update").SingleOrDefaultAsync(cancellationToken) is not { } appeal) return AppealErrors.NotFound();
        if (appeal.WhyNotEnd(actor.Account) is { } why) return why;
        var decision = await db.Ledger.AsNoTracking().SingleAsync(each => each.Id == appeal.Decision, cancellationToken);
        Guid? revoked = null;
        if (request.Outcome == AppealOutcome.Upheld && !await db.Ledger.AnyAsync(each => each.Decision == decision.Id && each.Kind == LedgerKind.Correction, cancellationToken))
        {
            var corrected = await correction.SignAsync(decision.Id, $"An appeal was upheld: {request.Reasons.Trim()}", now, cancellationToken);
            if (!corrected.Succeeded) return corrected.Error;
            revoked = corrected.Value.RevokedCertificateId;
        }
        var (outcome, reasons) = (SnakeCase.Kebab(request.Outcome.ToString()), LedgerText.Of(request.Reasons)!);
        var content = JsonSerializer.Serialize(new { outcome, appeal = appeal.Id.Value, reasonHash = reasons.Hash }, JsonSerializerOptions.Web);
        var entry = await LedgerBook.AppendAsync(db, head => Chain.Append(head, LedgerKind.Appeal, decision.Provider, decision.Trainee, null, decision.Id, actor.Account, decision.SignedBy, content, now), reasons, cancellationToken);
        appeal.End(request.Outcome, entry.Id, now);
        db.Add(Message.To(appeal.MadeBy, appeal.Provider, MessageKind.AppealEnded, appeal.Id.Value, now, now));
        db.Add(Message.To(appeal.DecisionBy, null, MessageKind.AppealEnded, appeal.Id.Value, now, now));
        await db.SaveChangesAsync(cancellationToken);
        return new EndedAppeal(appeal.Id.Value, outcome, entry.Number, revoked);
    }
}
