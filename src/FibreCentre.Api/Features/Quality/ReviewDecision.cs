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

/// <summary>Says what a quality assurer makes of a drawn decision.</summary>
/// <param name="Words">The question, or the reason for overturning; of agreeing it may be left out.</param>
/// <param name="Password">The reviewer's own, asked for where the decision is overturned. Never serialised, as with <see cref="SignOff"/>.</param>
public sealed record ReviewDecision(Guid Decision, ReviewVerdict Verdict, string? Words = null, [property: JsonIgnore] string? Password = null) : ICommand<DecisionReviewed>
{
    Guid? ICommand.Subject => Decision;
}

/// <param name="State"><c>agreed</c>, <c>queried</c>, <c>answered</c> or <c>overturned</c>.</param>
/// <param name="LedgerNumber">The line that overturns it; null otherwise.</param>
/// <param name="RevokedCertificateId">The certificate that rested on it; null when none did.</param>
public sealed record DecisionReviewed(Guid DecisionId, string State, long? LedgerNumber, Guid? RevokedCertificateId);

/// <summary>Answers, as who signed the decision, what a quality assurer asked; it goes back to the queue.</summary>
public sealed record AnswerQuery(Guid Decision, string Words) : ICommand<DecisionReviewed>
{
    Guid? ICommand.Subject => Decision;
}

/// <summary>Of the decisions that whoever asks has signed: those that were asked about or overturned, what waits for an answer first.</summary>
public sealed record ListQueries : IQuery<ListedQueries>;

public sealed record ListedQueries(IReadOnlyList<QueriedDecision> Decisions);

/// <param name="State">As in <see cref="ReviewedDecision"/>; <c>queried</c> waits for an answer.</param>
public sealed record QueriedDecision(Guid Id, string TraineeName, string Course, string Unit, string UnitTitle, string Outcome, DateTimeOffset SignedAt, string State, IReadOnlyList<DecidedCriterionAnswer> Criteria, IReadOnlyList<ReviewStep> Steps);

internal sealed class ReviewDecisionValidator : AbstractValidator<ReviewDecision>
{
    public ReviewDecisionValidator()
    {
        RuleFor(request => request.Verdict).IsInEnum().WithMessage("Choose what you make of it.");
        RuleFor(request => request.Words).NotEmpty().When(request => request.Verdict == ReviewVerdict.Query).WithMessage("Write what you want to know.");
        RuleFor(request => request.Words).MaximumLength(4000).When(request => request.Verdict != ReviewVerdict.Overturn).WithMessage("Shorten it to 4,000 characters.");
        RuleFor(request => request.Words).NotEmpty().WithMessage("Say what was wrong with the decision.").MaximumLength(400).WithMessage("Shorten the reason to 400 characters.").When(request => request.Verdict == ReviewVerdict.Overturn);
        RuleFor(request => request.Password).NotEmpty().When(request => request.Verdict == ReviewVerdict.Overturn).WithMessage("Enter your password to sign.");
    }
}

internal sealed class AnswerQueryValidator : AbstractValidator<AnswerQuery>
{
    public AnswerQueryValidator() => RuleFor(request => request.Words).NotEmpty().WithMessage("Write your answer.").MaximumLength(4000).WithMessage("Shorten the answer to 4,000 characters.");
}

internal sealed class ReviewDecisionHandler(CentreDbContext db, Actor actor, Credentials credentials, Correction correction, TimeProvider clock) : IRequestHandler<ReviewDecision, Result<DecisionReviewed>>
{
    public async Task<Result<DecisionReviewed>> Handle(ReviewDecision request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (request.Verdict == ReviewVerdict.Overturn && !await credentials.AreRightAsync(actor, request.Password!)) return AssessmentErrors.CredentialRefused();
        if (await Sampled.FindAsync(db, request.Decision, cancellationToken) is not { } found) return QualityErrors.NotDrawn();
        if (found.WhyNot(actor, now) is { } why) return why;
        CorrectedDecision? corrected = null;
        if (request.Verdict == ReviewVerdict.Overturn)
        {
            var signed = await correction.SignAsync(request.Decision, request.Words!, now, cancellationToken);
            if (!signed.Succeeded) return signed.Error;
            corrected = signed.Value;
        }
        var review = corrected is null
            ? found.Next(request.Verdict == ReviewVerdict.Agree ? ReviewKind.Agreed : ReviewKind.Queried, actor.Account, request.Words, now)
            : found.Next(ReviewKind.Overturned, actor.Account, null, now, await db.Ledger.Where(each => each.Number == corrected.LedgerNumber).Select(each => each.Id).SingleAsync(cancellationToken));
        // Two at once meet on the step: the second one's is taken, and everything it did is undone.
        db.Add(review);
        if (review.Kind != ReviewKind.Agreed)
            db.Add(Message.To(found.Decision.SignedBy, null, corrected is null ? MessageKind.ReviewQueried : MessageKind.DecisionOverturned, found.Decision.Id, now, now, $"{review.Step}"));
        await db.SaveChangesAsync(cancellationToken);
        return new DecisionReviewed(found.Decision.Id, SnakeCase.Kebab(review.Kind.ToString()), corrected?.LedgerNumber, corrected?.RevokedCertificateId);
    }
}

internal sealed class AnswerQueryHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<AnswerQuery, Result<DecisionReviewed>>
{
    public async Task<Result<DecisionReviewed>> Handle(AnswerQuery request, CancellationToken cancellationToken)
    {
        if (await Sampled.FindAsync(db, request.Decision, cancellationToken) is not { Reviews.Count: > 0 } found || found.Decision.SignedBy != actor.Account) return QualityErrors.QueryNotFound();
        if (found.State != ReviewState.Queried) return found.Reviews.Any(each => each.Kind == ReviewKind.Answered) ? QualityErrors.AlreadyAnswered() : QualityErrors.WentOnWithout();
        db.Add(found.Next(ReviewKind.Answered, actor.Account, request.Words, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return new DecisionReviewed(found.Decision.Id, "answered", null, null);
    }
}

internal sealed class ListQueriesHandler(CentreDbContext db, Actor actor, AccountNames names) : IRequestHandler<ListQueries, Result<ListedQueries>>
{
    public async Task<Result<ListedQueries>> Handle(ListQueries request, CancellationToken cancellationToken)
    {
        var asked = await db.QualityReviews.Where(each => each.Assessor == actor.Account && (each.Kind == ReviewKind.Queried || each.Kind == ReviewKind.Overturned)).Select(each => each.Decision).Distinct().ToListAsync(cancellationToken);
        var signed = await SignedDecisions.OfAsync(db, db.Ledger.Where(each => asked.Contains(each.Id)), actor, names, cancellationToken);
        var sampled = await Sampled.OfAsync(db, asked, cancellationToken);
        var (states, steps) = (sampled.ToDictionary(each => each.Decision.Id, each => SnakeCase.Kebab(each.State.ToString())), await Sampled.StepsAsync(db, sampled, names, cancellationToken));
        var queries = signed.Select(each => new QueriedDecision(each.Id, each.TraineeName, each.Course, each.Unit, each.UnitTitle, each.Outcome, each.SignedAt, states[each.Id], each.Criteria, [.. steps[each.Id]]));
        return new ListedQueries([.. queries.OrderBy(each => each.State != "queried")]);
    }
}
