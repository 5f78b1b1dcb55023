using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What a trainee looks at: the sessions that lie ahead, practice, the certificates.</summary>
public sealed record ShowMyTraining : IQuery<MyTraining>;

/// <param name="Address">The centre's name and address, on one line.</param>
/// <param name="Practice">Booked and not over.</param>
public sealed record MyTraining(string Name, string Address, IReadOnlyList<MyCohort> Cohorts, IReadOnlyList<MyPractice> Practice, IReadOnlyList<MyCertificate> Certificates, IReadOnlyList<MyOutsideCertificate> OutsideCertificates);

/// <param name="Supervisor">Who is present; null where one practises alone.</param>
public sealed record MyPractice(CivilSlot During, string Where, string? Supervisor);

public sealed record MyCohort(string Course, string Title, string CohortCode, string State, string JoiningInstructions, IReadOnlyList<MySession> Sessions);

/// <param name="Arriving">Of those of its bays that one is told something about.</param>
public sealed record MySession(string Title, CivilSlot During, string Where, IReadOnlyList<BayArriving> Arriving);

/// <param name="Words">How it is found, what to wear there, where to park; null where there is only a map.</param>
/// <param name="Map">A link to a map or plan; null where there is none.</param>
public sealed record BayArriving(string Bay, string? Words, string? Map);

public sealed record MyCertificate(Guid Id, string Course, string Title, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn, string State, CertificateRenewal Renewal);

/// <param name="State"><c>unverified</c>, <c>verified</c> or <c>rejected</c>. An unverified one counts, and is marked; a rejected one never counts.</param>
public sealed record MyOutsideCertificate(string Course, string Number, string Issuer, DateOnly AchievedOn, DateOnly? ExpiresOn, string State, bool HasExpired, string? RejectionReason);

internal sealed class ShowMyTrainingHandler(CentreDbContext db, Actor actor, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ShowMyTraining, Result<MyTraining>>
{
    public async Task<Result<MyTraining>> Handle(ShowMyTraining request, CancellationToken cancellationToken)
    {
        var id = new TraineeId(actor.TraineeId!.Value);
        var centre = await db.CentreAsync(cancellationToken);
        var time = CentreTime.In(centre.TimeZone);
        var today = time.DayOf(clock.GetUtcNow());
        var trainee = await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == id, cancellationToken);
        var cohorts = await (
            from place in db.Places
            join cohort in db.Cohorts.Include(each => each.Sessions) on place.Cohort equals cohort.Id
            where place.Trainee == id && place.State != PlaceState.Cancelled
            orderby cohort.FirstDay descending
            select new { place, cohort }).AsNoTracking().ToListAsync(cancellationToken);
        List<SessionId> sessions = [.. cohorts.SelectMany(each => each.cohort.Sessions).Select(session => session.Id)];
        var resources = await SessionResources.OfAsync(db, [.. sessions], cancellationToken);
        var arriving = await ArrivingAsync([.. sessions.Select(session => session.Value)], cancellationToken);
        var mine = new List<MyCohort>();
        foreach (var each in cohorts)
            mine.Add(new(
                each.cohort.Course.Value, each.cohort.Title, each.cohort.Code, SnakeCase.Kebab(each.place.State.ToString()), (await courses.OfAsync(each.cohort.CourseVersion, db, cancellationToken)).Spec.JoiningInstructions,
                [.. each.cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new MySession(
                    session.Title, CivilSlot.Of(session.During, time), string.Join(", ", resources[session.Id].Where(resource => resource.Kind == "bay").Select(resource => resource.Name)),
                    [.. arriving[session.Id.Value].Select(bay => new BayArriving(bay.Bay, bay.Words, bay.Map))]))]));
        var certificates = await db.Certificates.AsNoTracking().Where(each => each.Trainee == id).OrderByDescending(each => each.IssuedAt).ToListAsync(cancellationToken);
        var renewals = await Renewals.OfAsync(db, certificates, today, clock.GetUtcNow(), cancellationToken);
        return new MyTraining(
            trainee.Name, string.Join(", ", new[] { centre.Name, centre.Address }.Where(each => each.Length > 0)), mine, await PracticeAsync(id, time, cancellationToken),
            [.. certificates.Select(each => new MyCertificate(each.Id.Value, each.Course.Value, each.CourseTitle, each.Number, each.AchievedOn, each.ExpiresOn, SnakeCase.Kebab(each.StateOn(today).ToString()), renewals[each.Id]))],
            [.. trainee.OutsideCertificates.OrderBy(each => each.Course.Value, StringComparer.Ordinal).ThenByDescending(each => each.AchievedOn).Select(each => new MyOutsideCertificate(
                each.Course.Value, each.Number, each.Issuer, each.AchievedOn, each.ExpiresOn, SnakeCase.Kebab(each.State.ToString()), each.ExpiresOn < today, each.RejectionReason))]);
    }

    private async Task<ILookup<Guid, ArrivingRow>> ArrivingAsync(Guid[] sessions, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<ArrivingRow>($"""
            select r.session_id as "Session", b.name as "Bay", b.arriving as "Words", b.map_link as "Map" from reservation r join bay b on b.id = r.resource_id
            where r.session_id = any ({sessions}) and (b.arriving is not null or b.map_link is not null) order by b.name
            """).ToListAsync(cancellationToken)).ToLookup(each => each.Session);

    internal sealed record ArrivingRow(Guid Session, string Bay, string? Words, string? Map);

    private async Task<IReadOnlyList<MyPractice>> PracticeAsync(TraineeId id, CentreTime time, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = await (
            from practice in db.Practices.FromSql($"select * from practice where state = 'booked' and during && tstzrange({now}, null)")
            join bay in db.Bays on practice.Bay equals bay.Id
            join instructor in db.Instructors.IgnoreAutoIncludes() on practice.Supervisor equals instructor.Id into present
            from instructor in present.DefaultIfEmpty()
            where practice.Trainee == id
            select new { practice, Bay = bay.Name, Supervisor = instructor == null ? null : instructor.Name }).AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.OrderBy(each => each.practice.During.Start).Select(each => new MyPractice(CivilSlot.Of(each.practice.During, time), each.Bay, each.Supervisor))];
    }
}
