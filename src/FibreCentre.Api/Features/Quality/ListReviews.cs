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

/// <summary>Drawn decisions that nobody has settled yet: first those that whoever asks may look at now, then the others, each the longest waiting first.</summary>
public sealed record ListReviews : IQuery<ListedReviews>;

/// <param name="Waiting">How many there are; the first <see cref="Decisions"/> of them are listed.</param>
/// <param name="ForYou">How many of all of them whoever asks may look at now.</param>
public sealed record ListedReviews(int Waiting, int ForYou, IReadOnlyList<QueuedDecision> Decisions);

/// <param name="State"><c>waiting</c>, <c>queried</c> (the assessor has been asked) or <c>answered</c>.</param>
/// <param name="WhyNot">Why whoever asks may not look at it now; null when they may.</param>
public sealed record QueuedDecision(
    Guid Id, string TraineeName, string Provider, string Course, string Unit, string UnitTitle, string Outcome, string Stage, string State, DateTimeOffset SignedAt, string SignedBy, IReadOnlyList<string> Reasons, int Percent, string? WhyNot);

/// <summary>A drawn decision as it was signed, why it was drawn, and what has been said of it.</summary>
public sealed record ShowReview(Guid Decision) : IQuery<ReviewedDecision>;

/// <param name="State"><c>waiting</c>, <c>queried</c>, <c>answered</c>, <c>agreed</c>, <c>overturned</c> or <c>corrected</c> (otherwise than by a review).</param>
/// <param name="WhyNot">Why whoever asks may not review it; null when they may.</param>
/// <param name="Notes">What the assessor noted beside criteria, for the centre's own eyes.</param>
public sealed record ReviewedDecision(SignedDecision Decision, Guid PlaceId, string State, string? WhyNot, DrawnBecause Drawn, IReadOnlyList<NotedCriterion> Notes, IReadOnlyList<ReviewStep> Steps);

/// <param name="Stage"><c>interim</c> (units of the course were still open) or <c>summative</c>.</param>
/// <param name="Percent">How likely it was to be drawn.</param>
/// <param name="Reasons"><c>new-assessor</c>, <c>established</c>, <c>safety-critical</c>, <c>new-version</c>, <c>unusual-share</c>.</param>
public sealed record DrawnBecause(Guid DrawId, DateTimeOffset DrawnAt, string Plan, int PlanVersion, string Stage, int Percent, IReadOnlyList<string> Reasons);

public sealed record NotedCriterion(string Code, string Text, string Note);

/// <param name="Kind"><c>agreed</c>, <c>queried</c>, <c>answered</c> or <c>overturned</c>.</param>
/// <param name="Words">Null where nothing was said, or it has been erased.</param>
public sealed record ReviewStep(int Step, string Kind, DateTimeOffset At, string By, string? Words);

internal sealed class ListReviewsHandler(CentreDbContext db, Actor actor, AccountNames names, TimeProvider clock) : IRequestHandler<ListReviews, Result<ListedReviews>>
{
    private const int Most = 200;

    private sealed record Row(
        Guid Id, string Trainee, string Provider, string Content, string Stage, string? Last, DateTime? LastAt, DateTime SignedAt, Guid SignedBy, bool Countersigned, bool Own, string[] Reasons, int Percent, int Waiting, int ForYou);

    public async Task<Result<ListedReviews>> Handle(ListReviews request, CancellationToken cancellationToken)
    {
        var (time, now) = (await db.TimeAsync(cancellationToken), clock.GetUtcNow());
        var rows = await db.Database.SqlQuery<Row>($"""
            select d.id as "Id", t.given_name || ' ' || t.family_name as "Trainee", p.name as "Provider", d.content as "Content", c.stage as "Stage", r.kind as "Last", r.at as "LastAt", d.signed_at as "SignedAt", d.signed_by as "SignedBy",
              f.countersigned as "Countersigned", f.own as "Own", c.reasons as "Reasons", c.percent as "Percent", (count(*) over ())::int as "Waiting", (count(*) filter (where not g.closed) over ())::int as "ForYou"
            from considered_decision c
              join ledger_entry d on d.id = c.decision_id
              join trainee t on t.id = d.trainee_id
              join provider p on p.id = d.provider_id
              left join lateral (select q.kind, q.at from quality_review q where q.decision_id = d.id order by q.step desc limit 1) r on true
              cross join lateral (
                select exists (select from ledger_entry s where s.decision_id = d.id and s.kind = 'countersignature' and s.signed_by = {actor.Account}) as countersigned, d.trainee_id is not distinct from {actor.TraineeId} as own) f
              cross join lateral (select {!actor.Is(Roles.Iqa)} or d.signed_by = {actor.Account} or f.countersigned or f.own or (r.kind is not distinct from 'queried' and r.at > {now - Reviewing.AnswerWithin}) as closed) g
            where c.drawn and (r.kind is null or r.kind in ('queried', 'answered')) and not exists (select from ledger_entry x where x.decision_id = d.id and x.kind = 'correction')
            order by g.closed, d.number limit {Most}
            """).ToListAsync(cancellationToken);
        var people = await names.OfAsync(rows.Select(row => row.SignedBy), cancellationToken);
        var (waiting, forYou) = rows is [var any, ..] ? (any.Waiting, any.ForYou) : (0, 0);
        return new ListedReviews(waiting, forYou, [.. rows.Select(row =>
        {
            var content = DecisionContent.Read(row.Content);
            var state = Reviewing.StateOf(row.Last is null ? null : Enum.Parse<ReviewKind>(row.Last, ignoreCase: true), corrected: false);
            return new QueuedDecision(
                row.Id, row.Trainee, row.Provider, content.Course, content.Unit, content.UnitTitle, content.Outcome, row.Stage, SnakeCase.Kebab(state.ToString()), time.Civil(new(row.SignedAt)), people[row.SignedBy], row.Reasons, row.Percent,
                !actor.Is(Roles.Iqa) ? "A quality assurer looks at it." : Reviewing.WhyNot(state, row.SignedBy == actor.Account, row.Countersigned, row.Own, row.LastAt is { } at ? now - new DateTimeOffset(at) : default)?.Detail);
        })]);
    }
}

internal sealed class ShowReviewHandler(CentreDbContext db, Actor actor, AccountNames names, TimeProvider clock) : IRequestHandler<ShowReview, Result<ReviewedDecision>>
{
    public async Task<Result<ReviewedDecision>> Handle(ShowReview request, CancellationToken cancellationToken)
    {
        if (await Sampled.FindAsync(db, request.Decision, cancellationToken) is not { } found) return QualityErrors.NotDrawn();
        var signed = (await SignedDecisions.OfAsync(db, db.Ledger.Where(each => each.Id == request.Decision), actor, names, cancellationToken))[0];
        var (time, considered) = (await db.TimeAsync(cancellationToken), found.Considered);
        var draw = await db.SamplingDraws.AsNoTracking().SingleAsync(each => each.Id == considered.Draw, cancellationToken);
        var plan = await db.SamplingPlans.AsNoTracking().SingleAsync(each => each.Id == considered.Plan && each.Number == considered.PlanNumber, cancellationToken);
        var attempt = await db.Attempts.AsNoTracking().SingleAsync(each => each.Id == found.Decision.Attempt, cancellationToken);
        return new ReviewedDecision(
            signed, attempt.Place.Value, SnakeCase.Kebab(found.State.ToString()), found.WhyNot(actor, clock.GetUtcNow())?.Detail,
            new(draw.Id, time.Civil(draw.DrawnAt), plan.Name, plan.Number, SnakeCase.Kebab(considered.Stage.ToString()), considered.Percent, considered.Reasons),
            [.. signed.Criteria.Select(criterion => (criterion, attempt.Marks.FirstOrDefault(mark => mark.Criterion == criterion.Code)?.Note)).Where(each => each.Note is not null).Select(each => new NotedCriterion(each.criterion.Code, each.criterion.Text, each.Note!))],
            [.. (await Sampled.StepsAsync(db, [found], names, cancellationToken))[found.Decision.Id]]);
    }
}

/// <summary>A drawn decision with what has been said of it.</summary>
internal sealed record Sampled(LedgerEntry Decision, ConsideredDecision Considered, IReadOnlyList<LedgerEntry> Spoken, IReadOnlyList<QualityReview> Reviews)
{
    public ReviewState State => Reviewing.StateOf(Reviews.Count == 0 ? null : Reviews[^1].Kind, Spoken.Any(each => each.Kind == LedgerKind.Correction));

    public Error? WhyNot(Actor actor, DateTimeOffset now) =>
        Reviewing.WhyNot(State, Decision.SignedBy == actor.AccountId, Spoken.Any(each => each.Kind == LedgerKind.Countersignature && each.SignedBy == actor.AccountId), actor.TraineeId == Decision.Trainee.Value, Reviews.Count == 0 ? default : now - Reviews[^1].At);

    /// <summary>Null for one that was not drawn.</summary>
    public static async Task<Sampled?> FindAsync(CentreDbContext db, Guid id, CancellationToken cancellationToken) => (await OfAsync(db, [id], cancellationToken)).SingleOrDefault();

    /// <summary>Those that were drawn of some decisions.</summary>
    public static async Task<IReadOnlyList<Sampled>> OfAsync(CentreDbContext db, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var considered = await db.ConsideredDecisions.AsNoTracking().Where(each => ids.Contains(each.Decision) && each.Drawn).ToListAsync(cancellationToken);
        var signed = await db.Ledger.AsNoTracking().Where(each => ids.Contains(each.Id)).ToDictionaryAsync(each => each.Id, cancellationToken);
        var spoken = (await db.Ledger.AsNoTracking().Where(each => each.Decision != null && ids.Contains(each.Decision.Value)).ToListAsync(cancellationToken)).ToLookup(each => each.Decision!.Value);
        var reviews = (await db.QualityReviews.AsNoTracking().Where(each => ids.Contains(each.Decision)).OrderBy(each => each.Step).ToListAsync(cancellationToken)).ToLookup(each => each.Decision);
        return considered.ConvertAll(each => new Sampled(signed[each.Decision], each, [.. spoken[each.Decision]], [.. reviews[each.Decision]]));
    }

    /// <summary>What comes next of it.</summary>
    public QualityReview Next(ReviewKind kind, Guid by, string? words, DateTimeOffset now, Guid? correction = null) => new()
    {
        Decision = Decision.Id, Step = Reviews.Count + 1, Kind = kind, By = by, Assessor = Decision.SignedBy, At = now, Words = string.IsNullOrWhiteSpace(words) ? null : words.Trim(), Correction = correction,
    };

    /// <summary>What was said of each decision, as it is shown.</summary>
    public static async Task<ILookup<Guid, ReviewStep>> StepsAsync(CentreDbContext db, IReadOnlyList<Sampled> sampled, AccountNames names, CancellationToken cancellationToken)
    {
        var reviews = sampled.SelectMany(each => each.Reviews).ToList();
        var time = await db.TimeAsync(cancellationToken);
        var people = await names.OfAsync(reviews.Select(each => each.By), cancellationToken);
        var reasons = await LedgerText.OfAsync(db, [.. reviews.Select(each => each.Correction).OfType<Guid>()], cancellationToken);
        return reviews.ToLookup(each => each.Decision, each => new ReviewStep(each.Step, SnakeCase.Kebab(each.Kind.ToString()), time.Civil(each.At), people[each.By], each.Correction is { } line ? reasons.GetValueOrDefault(line) : each.Words));
    }
}
