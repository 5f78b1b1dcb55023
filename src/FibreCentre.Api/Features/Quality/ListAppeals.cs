using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Quality;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Quality;

/// <summary>Appeals: one's own or one's provider's, with the decisions that can be contested; for an instructor those against own decisions; for quality assurance all. Open ones first, then newest first.</summary>
/// <param name="Decision">Those against one decision; null for all.</param>
public sealed record ListAppeals(Guid? Decision = null) : IQuery<ListedAppeals>;

/// <param name="Contestable">What whoever asks can contest now; empty for staff.</param>
public sealed record ListedAppeals(IReadOnlyList<AppealLine> Appeals, IReadOnlyList<ContestableDecision> Contestable);

/// <param name="MadeAs"><c>trainee</c> or <c>provider</c>.</param>
/// <param name="State"><c>open</c>, <c>taken</c> (somebody is looking at it), <c>upheld</c> or <c>dismissed</c>.</param>
public sealed record AppealLine(
    Guid Id, Guid DecisionId, string TraineeName, string Provider, string Course, string Unit, string UnitTitle, string Outcome, DateTimeOffset SignedAt, string MadeAs, DateTimeOffset MadeAt, string State, DateTimeOffset? EndedAt);

/// <param name="Until">The last day on which it can be contested.</param>
public sealed record ContestableDecision(Guid DecisionId, string TraineeName, string Course, string Unit, string UnitTitle, int Attempt, string Outcome, DateTimeOffset SignedAt, string? Feedback, DateOnly Until);

/// <summary>One appeal with the decision it is about.</summary>
public sealed record ShowAppeal(AppealId Appeal) : IQuery<ShownAppeal>;

/// <param name="Reasons">Null once they were erased, as <paramref name="Answer"/> is.</param>
/// <param name="Answer">What was said when it ended; null before.</param>
/// <param name="TakenBy">For the centre's own eyes.</param>
/// <param name="MayTake">Whoever asks may take it.</param>
/// <param name="MayTakeOver">Whoever asks may take it from the colleague who has it.</param>
/// <param name="MayEnd">Whoever asks has taken it and says how it ends.</param>
/// <param name="WhyNot">Why a quality assurer may not take it; null when they may, and for everybody else.</param>
public sealed record ShownAppeal(
    AppealLine Appeal, string? Reasons, string? Answer, string? TakenBy, string SignedBy, int Attempt, string? Feedback, IReadOnlyList<DecidedCriterionAnswer> Criteria, bool MayTake, bool MayTakeOver, bool MayEnd, string? WhyNot);

internal static class AppealReading
{
    public static async Task<List<AppealLine>> LinesAsync(this CentreDbContext db, IQueryable<Appeal> appeals, CancellationToken cancellationToken)
    {
        var rows = await (
            from appeal in appeals
            join entry in db.Ledger on appeal.Decision equals entry.Id
            join trainee in db.Trainees.IgnoreAutoIncludes() on appeal.Trainee equals trainee.Id
            join provider in db.Providers on appeal.Provider equals provider.Id
            orderby appeal.Outcome != null, appeal.MadeAt descending
            select new { appeal, entry, trainee.GivenName, trainee.FamilyName, provider.Name }).AsNoTracking().ToListAsync(cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        return rows.ConvertAll(row =>
        {
            var content = DecisionContent.Read(row.entry.Content);
            return new AppealLine(
                row.appeal.Id.Value, row.entry.Id, $"{row.GivenName} {row.FamilyName}", row.Name, content.Course, content.Unit, content.UnitTitle, content.Outcome, time.Civil(row.entry.SignedAt),
                SnakeCase.Kebab(row.appeal.MadeAs.ToString()), time.Civil(row.appeal.MadeAt), row.appeal.Outcome is { } outcome ? SnakeCase.Kebab(outcome.ToString()) : row.appeal.TakenBy is null ? "open" : "taken",
                row.appeal.EndedAt is { } ended ? time.Civil(ended) : null);
        });
    }

    /// <summary>Whether an instructor sees it: somebody who is nothing else sees appeals against own decisions.</summary>
    public static bool SeesAll(this Actor actor) => actor.Scope != TenantScope.Staff || actor.Is(Roles.Iqa) || actor.Is(Roles.Administrator);
}

internal sealed class ListAppealsHandler(CentreDbContext db, Actor actor, AccountNames names, TimeProvider clock) : IRequestHandler<ListAppeals, Result<ListedAppeals>>
{
    private const int Most = 500;

    public async Task<Result<ListedAppeals>> Handle(ListAppeals request, CancellationToken cancellationToken)
    {
        var (all, account) = (actor.SeesAll(), actor.Account);
        var appeals = await db.LinesAsync(db.Appeals.Where(each => (all || each.DecisionBy == account) && (request.Decision == null || each.Decision == request.Decision)).OrderBy(each => each.Outcome != null).ThenByDescending(each => each.MadeAt).Take(Most), cancellationToken);
        return new ListedAppeals(appeals, actor.Scope == TenantScope.Staff ? [] : await ContestableAsync(cancellationToken));
    }

    private async Task<IReadOnlyList<ContestableDecision>> ContestableAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var terms = await AppealTerms.OfAsync(db, actor, cancellationToken);
        var since = terms.Since(now);
        var signed = await SignedDecisions.OfAsync(db, db.Ledger.Where(each => each.Kind == LedgerKind.Decision && each.SignedAt >= since && !db.Appeals.Any(appeal => appeal.Decision == each.Id && (appeal.Outcome == null || appeal.MadeAs == terms.MadeAs))).OrderByDescending(each => each.Number).Take(Most), actor, names, cancellationToken);
        return [.. signed.Where(each => terms.WhyNot(each.Outcome, each.State == "corrected", each.SignedAt, now) is null)
            .Select(each => new ContestableDecision(each.Id, each.TraineeName, each.Course, each.Unit, each.UnitTitle, each.Attempt, each.Outcome, each.SignedAt, each.Feedback, terms.LastDay(each.SignedAt)))];
    }
}

internal sealed class ShowAppealHandler(CentreDbContext db, Actor actor, AccountNames names, TimeProvider clock) : IRequestHandler<ShowAppeal, Result<ShownAppeal>>
{
    public async Task<Result<ShownAppeal>> Handle(ShowAppeal request, CancellationToken cancellationToken)
    {
        var (all, account) = (actor.SeesAll(), actor.Account);
        if (await db.Appeals.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Appeal && (all || each.DecisionBy == account), cancellationToken) is not { } appeal) return AppealErrors.NotFound();
        // An employer of before knows of the person no more.
        if (await db.LinesAsync(db.Appeals.Where(each => each.Id == appeal.Id), cancellationToken) is not [var line]) return AppealErrors.NotFound();
        if (await SignedDecisions.OfAsync(db, db.Ledger.Where(each => each.Id == appeal.Decision), actor, names, cancellationToken) is not [var signed]) return AppealErrors.NotFound();
        var answer = appeal.LedgerEntry is { } entry ? (await LedgerText.OfAsync(db, [entry], cancellationToken)).GetValueOrDefault(entry) : null;
        var taken = actor.Scope == TenantScope.Staff && appeal.TakenBy is { } by ? (await names.OfAsync([by], cancellationToken))[by] : null;
        var why = actor.Is(Roles.Iqa) && appeal.TakenBy != account && appeal.Outcome is null && await HadAPart.InAsync(db, appeal, actor, cancellationToken) ? AppealErrors.HadAPart().Detail : null;
        return new ShownAppeal(
            line, appeal.Reasons, answer, taken, signed.SignedBy, signed.Attempt, signed.Feedback, signed.Criteria, actor.Is(Roles.Iqa) && line.State == "open" && why is null, actor.Is(Roles.Iqa) && appeal.MayBeTakenOver(account, clock.GetUtcNow()) && why is null, appeal.WhyNotEnd(account) is null, why);
    }
}

/// <summary>Who signed, countersigned or reviewed a decision, or was assessed.</summary>
internal static class HadAPart
{
    public static async Task<bool> InAsync(CentreDbContext db, Appeal appeal, Actor actor, CancellationToken cancellationToken) =>
        actor.TraineeId == appeal.Trainee.Value || (await OfAsync(db, appeal, cancellationToken)).Contains(actor.Account);

    /// <summary>Their accounts.</summary>
    public static async Task<IReadOnlySet<Guid>> OfAsync(CentreDbContext db, Appeal appeal, CancellationToken cancellationToken) => (await db.Database.SqlQuery<Guid>($"""
        select signed_by as "Value" from ledger_entry where decision_id = {appeal.Decision} and kind = 'countersignature'
        union select said_by from quality_review where decision_id = {appeal.Decision}
        union select id from identity.account where trainee_id = {appeal.Trainee.Value}
        union select {appeal.DecisionBy}
        """).ToListAsync(cancellationToken)).ToHashSet();
}
