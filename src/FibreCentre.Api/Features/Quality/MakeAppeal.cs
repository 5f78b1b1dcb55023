using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Quality;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Quality;

/// <summary>Contests a decision, as the trainee it is about or for the provider. It stands until the appeal has ended.</summary>
/// <param name="Reasons">The assessor, the quality assurer, the trainee and the provider can read them.</param>
public sealed record MakeAppeal(Guid Decision, string Reasons) : ICommand<MadeAppeal>
{
    Guid? ICommand.Subject => Decision;
}

public sealed record MadeAppeal(Guid Id, Guid DecisionId);

internal sealed class MakeAppealValidator : AbstractValidator<MakeAppeal>
{
    public MakeAppealValidator() => RuleFor(request => request.Reasons).NotEmpty().WithMessage("Say why the decision should be looked at again.").MaximumLength(4000).WithMessage("Shorten your reasons to 4,000 characters.");
}

/// <summary>Until when what can be contested, and by whom.</summary>
internal sealed record AppealTerms(WorkingCalendar Calendar, int WorkingDays, AppealBy MadeAs)
{
    public static async Task<AppealTerms> OfAsync(CentreDbContext db, Actor actor, CancellationToken cancellationToken) =>
        new(await db.CalendarAsync(cancellationToken), (await db.CentreAsync(cancellationToken)).AppealDays, actor.Scope == TenantScope.Trainee ? AppealBy.Trainee : AppealBy.Provider);

    public DateOnly LastDay(DateTimeOffset signed) => Appeal.LastDay(Calendar, Calendar.Time.DayOf(signed), WorkingDays);

    /// <summary>What was signed before cannot be contested any more.</summary>
    public DateTimeOffset Since(DateTimeOffset now) => Calendar.Time.At(Appeal.FirstDay(Calendar, Calendar.Time.DayOf(now), WorkingDays), TimeOnly.MinValue);

    /// <summary>A provider may contest any decision on its engineers, a trainee one that was not competent.</summary>
    public Error? WhyNot(string outcome, bool corrected, DateTimeOffset signed, DateTimeOffset now) =>
        corrected ? AppealErrors.DoesNotStand()
        : outcome == "competent" && MadeAs == AppealBy.Trainee ? AppealErrors.NothingToContest()
        : Calendar.Time.DayOf(now) > LastDay(signed) ? AppealErrors.TooLate(CohortErrors.Day(LastDay(signed)))
        : null;
}

internal sealed class MakeAppealHandler(CentreDbContext db, Actor actor, RoleHolders holders, TimeProvider clock) : IRequestHandler<MakeAppeal, Result<MadeAppeal>>
{
    public async Task<Result<MadeAppeal>> Handle(MakeAppeal request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Ledger.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Decision && each.Kind == LedgerKind.Decision, cancellationToken) is not { } decision) return AssessmentErrors.DecisionNotFound();
        var terms = await AppealTerms.OfAsync(db, actor, cancellationToken);
        var corrected = await db.Ledger.AnyAsync(each => each.Decision == decision.Id && each.Kind == LedgerKind.Correction, cancellationToken);
        if (terms.WhyNot(DecisionContent.Read(decision.Content).Outcome, corrected, decision.SignedAt, now) is { } why) return why;
        var before = await db.Appeals.AsNoTracking().Where(each => each.Decision == decision.Id).ToListAsync(cancellationToken);
        if (before.Exists(each => each.Outcome is null)) return AppealErrors.OpenAlready();
        if (before.Exists(each => each.MadeAs == terms.MadeAs)) return AppealErrors.Once();
        var appeal = new Appeal
        {
            Id = AppealId.New(now), Decision = decision.Id, Provider = decision.Provider, Trainee = decision.Trainee, DecisionBy = decision.SignedBy, MadeAs = terms.MadeAs, MadeBy = actor.Account, MadeAt = now, Reasons = request.Reasons.Trim(),
        };
        db.Add(appeal);
        await db.SaveChangesAsync(cancellationToken);
        // The letters to the assessor and to those who may decide it are the centre's own.
        await db.ScopeAsync(TenantScope.Staff, cancellationToken);
        db.Add(Message.To(decision.SignedBy, null, MessageKind.AppealMade, appeal.Id.Value, now, now));
        var barred = await HadAPart.OfAsync(db, appeal, cancellationToken);
        var asked = (await holders.OfAsync(Roles.Iqa, cancellationToken)).Where(each => each != actor.Account && !barred.Contains(each)).ToList();
        // Nobody may decide it: those who make accounts see to it that somebody can.
        foreach (var account in asked.Count > 0 ? asked : await holders.OfAsync(Roles.Administrator, cancellationToken)) db.Add(Message.To(account, null, MessageKind.AppealToDecide, appeal.Id.Value, now, now));
        await db.SaveChangesAsync(cancellationToken);
        return new MadeAppeal(appeal.Id.Value, decision.Id);
    }
}
