using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Replies;

/// <summary>Answers to invitations, newest first: those that staff have to see, or all.</summary>
/// <param name="Before">The id of the last row of the page before; null for the first page.</param>
public sealed record ListReplies(bool All = false, long? Before = null, int Limit = 50) : IQuery<ListedReplies>;

/// <param name="ToSee">How many wait to be seen.</param>
/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedReplies(int ToSee, IReadOnlyList<ReplyLine> Answers, long? Next);

/// <param name="From">Who was invited; where that is not known, the mail's sender.</param>
/// <param name="Sender">The mail's sender, where it may be somebody else than who was invited; else null.</param>
/// <param name="Answer"><c>accepted</c>, <c>declined</c>, <c>tentative</c>, <c>counter</c>, or <c>words</c> that somebody wrote.</param>
/// <param name="Outcome"><c>applied</c>, or why it is only kept: <c>earlier-time</c>, <c>overtaken</c>, <c>note</c>, <c>no-place</c>, <c>stranger</c>, <c>unknown</c>.</param>
/// <param name="About">Null where the mail fits no invitation.</param>
/// <param name="Proposes">The other start that a counter asks for.</param>
/// <param name="SeenAt">When somebody closed it, or a later answer did; null while it waits, and for what never had to be seen.</param>
public sealed record ReplyLine(
    long Id, string From, string? Sender, string Answer, string Way, string Outcome, RepliedTo? About, string? Comment, DateTimeOffset? Proposes, DateTimeOffset ReceivedAt, bool Waits, DateTimeOffset? SeenAt);

/// <param name="BookingId">Where the place is seen to.</param>
public sealed record RepliedTo(Guid CohortId, string Course, string CourseTitle, string Session, CivilSlot During, Guid BookingId, Guid TraineeId);

/// <summary>Says that somebody has seen an answer; nothing else comes of it.</summary>
public sealed record SeeReply(long Reply) : ICommand<SeenReply>;

public sealed record SeenReply(long Id, DateTimeOffset? SeenAt);

internal sealed class ListRepliesValidator : AbstractValidator<ListReplies>
{
    public ListRepliesValidator() => RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
}

internal sealed class ListRepliesHandler(CentreDbContext db) : IRequestHandler<ListReplies, Result<ListedReplies>>
{
    public async Task<Result<ListedReplies>> Handle(ListReplies request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var waiting = await db.InvitationReplies.CountAsync(each => each.ToSee && each.SeenAt == null, cancellationToken);
        var before = request.Before ?? long.MaxValue;
        var page = await db.Database.SqlQuery<Row>($"""
            select r.id as "Id", e.given_name || ' ' || e.family_name as "Name", r.sender as "Sender", r.answer as "Answer", r.way as "Way", r.outcome as "Outcome", r.comment as "Comment", r.proposes as "Proposes",
              r.received_at as "ReceivedAt", r.to_see and r.seen_at is null as "Waits", r.seen_at as "SeenAt", r.trainee_id as "TraineeId",
              c.id as "CohortId", c.course_code as "Course", c.title as "CourseTitle", s.title as "Session", lower(s.during) as "Starts", upper(s.during) as "Ends", p.booking_id as "BookingId"
            from invitation_reply r
              left join invitation i on i.id = r.invitation_id
              left join session s on s.id = i.session_id
              left join cohort c on c.id = s.cohort_id
              left join place p on p.id = i.place_id
              left join employment e on e.trainee_id = r.trainee_id and e.provider_id = r.provider_id
            where r.id < {before} and ({request.All} or (r.to_see and r.seen_at is null))
            order by r.id desc limit {request.Limit + 1}
            """).ToListAsync(cancellationToken);
        return new ListedReplies(waiting, [.. page.Take(request.Limit).Select(row => new ReplyLine(
            row.Id, row.Name ?? row.Sender ?? "Somebody", row.Name is null ? null : row.Sender, row.Answer, row.Way, row.Outcome,
            row.CohortId is { } cohort ? new(cohort, row.Course!, row.CourseTitle!, row.Session!, new(time.Civil(row.Starts!.Value), time.Civil(row.Ends!.Value), time.ZoneId), row.BookingId!.Value, row.TraineeId!.Value) : null,
            row.Comment, Civil(row.Proposes), time.Civil(row.ReceivedAt), row.Waits, Civil(row.SeenAt)))],
            page.Count > request.Limit ? page[request.Limit - 1].Id : null);

        DateTimeOffset? Civil(DateTime? at) => at is { } known ? time.Civil(known) : null;
    }

    internal sealed record Row(
        long Id, string? Name, string? Sender, string Answer, string Way, string Outcome, string? Comment, DateTime? Proposes, DateTime ReceivedAt, bool Waits, DateTime? SeenAt, Guid? TraineeId,
        Guid? CohortId, string? Course, string? CourseTitle, string? Session, DateTime? Starts, DateTime? Ends, Guid? BookingId);
}

internal sealed class SeeReplyHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<SeeReply, Result<SeenReply>>
{
    public async Task<Result<SeenReply>> Handle(SeeReply request, CancellationToken cancellationToken)
    {
        if (await db.InvitationReplies.FromSql($"select * from invitation_reply where id = {request.Reply} for update").SingleOrDefaultAsync(cancellationToken) is not { } reply) return ReplyErrors.NotFound();
        reply.See(actor.AccountId, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new SeenReply(reply.Id, reply.SeenAt);
    }
}
