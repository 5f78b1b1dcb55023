using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>When people are reminded of what.</summary>
public sealed record ListReminderRules : IQuery<ListedReminderRules>;

public sealed record ListedReminderRules(IReadOnlyList<ReminderRuleAnswer> Rules);

/// <param name="Kind">
/// <c>reminder</c> of a day with sessions, <c>joining</c> instructions, <c>certificate-expiring</c>, <c>assessment-outstanding</c>, <c>check-due</c> of kit, <c>names-due</c>,
/// <c>practice-tomorrow</c>, <c>hold-ending</c>, <c>offer-ending</c>, or the daily <c>digest</c> for staff who want one.
/// </param>
/// <param name="DaysBefore">Negative: after. Null where it counts by hours.</param>
/// <param name="At">On the centre's clocks; null where it counts by hours.</param>
/// <param name="HoursBefore">Before a hold or an offer ends, but not before half of its time has gone; null where it counts by days.</param>
public sealed record ReminderRuleAnswer(int Id, string Kind, int? DaysBefore, TimeOnly? At, int? HoursBefore, bool Enabled, int Revision);

/// <summary>Changes when people are reminded. What already waits moves along, or is skipped when the rule is switched off; what has been sent is not sent again.</summary>
/// <param name="DaysBefore">-60 to 365; negative is after. With <paramref name="At"/>, for what counts by days.</param>
/// <param name="HoursBefore">1 to 168, for what counts by hours.</param>
/// <param name="Revision">That was last seen; null does not ask.</param>
public sealed record ChangeReminderRule(int Rule, int? DaysBefore, TimeOnly? At, bool Enabled, int? Revision = null, int? HoursBefore = null) : ICommand<ReminderRuleAnswer>;

internal sealed class ChangeReminderRuleValidator : AbstractValidator<ChangeReminderRule>
{
    public ChangeReminderRuleValidator()
    {
        RuleFor(request => request.DaysBefore).InclusiveBetween(-60, 365).WithMessage("Enter days from -60 (after) to 365 (before).");
        RuleFor(request => request.HoursBefore).InclusiveBetween(1, 168).WithMessage("Enter hours from 1 to 168.");
    }
}

internal sealed class ListReminderRulesHandler(CentreDbContext db) : IRequestHandler<ListReminderRules, Result<ListedReminderRules>>
{
    public async Task<Result<ListedReminderRules>> Handle(ListReminderRules request, CancellationToken cancellationToken) =>
        new ListedReminderRules([.. (await db.ReminderRules.AsNoTracking().ToListAsync(cancellationToken)).OrderBy(each => each.Kind).ThenByDescending(each => each.DaysBefore ?? each.HoursBefore).Select(Answer)]);

    public static ReminderRuleAnswer Answer(ReminderRule rule) => new(rule.Id, SnakeCase.Kebab(rule.Kind.ToString()), rule.DaysBefore, rule.At, rule.HoursBefore, rule.Enabled, rule.Revision);
}

internal sealed class ChangeReminderRuleHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ChangeReminderRule, Result<ReminderRuleAnswer>>
{
    public async Task<Result<ReminderRuleAnswer>> Handle(ChangeReminderRule request, CancellationToken cancellationToken)
    {
        if (await db.ReminderRules.SingleOrDefaultAsync(each => each.Id == request.Rule, cancellationToken) is not { } rule) return ReminderRuleErrors.NotFound();
        if (request.Revision is { } seen && seen != rule.Revision) return ReminderRuleErrors.ChangedMeanwhile();
        if (request is not { HoursBefore: null, DaysBefore: not null, At: not null } && rule.HoursBefore is null) return ReminderRuleErrors.NoTime(byHours: false);
        if (request is not { HoursBefore: not null, DaysBefore: null, At: null } && rule.HoursBefore is not null) return ReminderRuleErrors.NoTime(byHours: true);
        if (rule.Kind == MessageKind.Digest && request.DaysBefore != 0) return ReminderRuleErrors.DigestIsDaily();
        if (rule.Enabled != request.Enabled) await SwitchAsync(rule, request.Enabled, cancellationToken);
        (rule.DaysBefore, rule.At, rule.HoursBefore, rule.Enabled, rule.Revision) = (request.DaysBefore, request.At, request.HoursBefore, request.Enabled, rule.Revision + 1);
        await db.SaveChangesAsync(cancellationToken);
        return ListReminderRulesHandler.Answer(rule);
    }

    /// <summary>What waited is not sent when the rule is switched off, and waits again when it is switched on before its moment.</summary>
    private async Task SwitchAsync(ReminderRule rule, bool on, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (kind, end, state) = (rule.Kind, rule.KeyEnd(SnakeCase.Kebab(rule.Kind.ToString())), on ? MessageState.Skipped : MessageState.Pending);
        foreach (var message in await db.Messages.Where(each => each.Kind == kind && each.State == state && each.DueAt > now && each.Key.EndsWith(end)).ToListAsync(cancellationToken))
        {
            if (on) message.SendFrom(message.DueAt);
            else message.Skip("This kind of reminder was switched off.", now);
        }
    }
}
