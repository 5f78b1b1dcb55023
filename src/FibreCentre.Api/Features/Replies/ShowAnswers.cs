using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Replies;

/// <summary>Who has said that they come to the sessions of a cohort: for staff everybody, for a booker its own people.</summary>
public sealed record ShowAnswers(CohortId Cohort) : IQuery<CohortAnswers>;

/// <param name="Sessions">Those with somebody invited, in the order of time.</param>
public sealed record CohortAnswers(IReadOnlyList<SessionAnswers> Sessions);

/// <param name="NoAnswer">Also who answered before the session changed: that was an answer to another time.</param>
public sealed record SessionAnswers(Guid SessionId, string Title, CivilSlot During, int Accepted, int Declined, int Tentative, int NoAnswer, IReadOnlyList<PersonsAnswer> People);

/// <param name="Answer"><c>accepted</c>, <c>declined</c> or <c>tentative</c>; null while there is none.</param>
/// <param name="Comment">What was written along with it; null where nothing was.</param>
public sealed record PersonsAnswer(Guid TraineeId, string Name, string? Answer, DateTimeOffset? AnsweredAt, string? Comment, Guid BookingId);

internal sealed class ShowAnswersHandler(CentreDbContext db, Actor actor) : IRequestHandler<ShowAnswers, Result<CohortAnswers>>
{
    public async Task<Result<CohortAnswers>> Handle(ShowAnswers request, CancellationToken cancellationToken)
    {
        if (!await db.Cohorts.AnyAsync(each => each.Id == request.Cohort && (each.State != CohortState.Draft || actor.Scope == TenantScope.Staff), cancellationToken)) return CohortErrors.NotFound();
        var time = await db.TimeAsync(cancellationToken);
        // Row-level security shows a booker its own people only; nothing here has to remember that.
        var rows = await db.Database.SqlQuery<Row>($"""
            select s.id as "SessionId", s.title as "Title", lower(s.during) as "Starts", upper(s.during) as "Ends",
              i.trainee_id as "TraineeId", e.given_name || ' ' || e.family_name as "Name", r.answer as "Answer", r.received_at as "At", r.comment as "Comment", p.booking_id as "BookingId"
            from invitation i
              join session s on s.id = i.session_id
              join place p on p.id = i.place_id
              join employment e on e.trainee_id = i.trainee_id and e.provider_id = i.provider_id
              left join lateral (
                select answer, received_at, comment from invitation_reply
                where invitation_id = i.id and outcome = 'applied' and sequence = i.sequence order by id desc limit 1) r on true
            where s.cohort_id = {request.Cohort.Value} and not i.withdrawn
            order by lower(s.during), s.id, e.family_name, e.given_name, i.id
            """).ToListAsync(cancellationToken);
        return new CohortAnswers([.. rows.GroupBy(row => row.SessionId).Select(each => Of([.. each]))]);

        SessionAnswers Of(List<Row> people)
        {
            return new(
                people[0].SessionId, people[0].Title, new(time.Civil(people[0].Starts), time.Civil(people[0].Ends), time.ZoneId), Count("accepted"), Count("declined"), Count("tentative"), Count(null),
                people.ConvertAll(each => new PersonsAnswer(each.TraineeId, each.Name, each.Answer, each.At is { } at ? time.Civil(at) : null, each.Comment, each.BookingId)));

            int Count(string? answer) => people.Count(each => each.Answer == answer);
        }
    }

    internal sealed record Row(Guid SessionId, string Title, DateTime Starts, DateTime Ends, Guid TraineeId, string Name, string? Answer, DateTime? At, string? Comment, Guid BookingId);
}
