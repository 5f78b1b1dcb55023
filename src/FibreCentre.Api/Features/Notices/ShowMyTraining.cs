using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What a trainee looks at: the sessions that lie ahead, practice, the certificates.</summary>
public sealed record ShowMyTraining : IQuery<MyTraining>;

/// <param name="Practice">Booked and not over.</param>
public sealed record MyTraining(string Name, IReadOnlyList<MyCohort> Cohorts, IReadOnlyList<MyPractice> Practice, IReadOnlyList<MyCertificate> Certificates);

/// <param name="Supervisor">Who is present; null where one practises alone.</param>
public sealed record MyPractice(CivilSlot During, string Where, string? Supervisor);

public sealed record MyCohort(string Course, string Title, string CohortCode, string State, string JoiningInstructions, IReadOnlyList<MySession> Sessions);

public sealed record MySession(string Title, CivilSlot During, string Where);

public sealed record MyCertificate(Guid Id, string Course, string Title, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn, string State, CertificateRenewal Renewal);

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
        var resources = await SessionResources.OfAsync(db, [.. cohorts.SelectMany(each => each.cohort.Sessions).Select(session => session.Id)], cancellationToken);
        var mine = new List<MyCohort>();
        foreach (var each in cohorts)
            mine.Add(new(
                each.cohort.Course.Value, each.cohort.Title, each.cohort.Code, SnakeCase.Kebab(each.place.State.ToString()), (await courses.OfAsync(each.cohort.CourseVersion, db, cancellationToken)).Spec.JoiningInstructions,
                [.. each.cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new MySession(
                    session.Title, CivilSlot.Of(session.During, time), string.Join(", ", resources[session.Id].Where(resource => resource.Kind == "bay").Select(resource => resource.Name))))]));
        var certificates = await db.Certificates.AsNoTracking().Where(each => each.Trainee == id).OrderByDescending(each => each.IssuedAt).ToListAsync(cancellationToken);
        var renewals = await Renewals.OfAsync(db, certificates, today, clock.GetUtcNow(), cancellationToken);
        return new MyTraining(
            trainee.Name, mine, await PracticeAsync(id, time, cancellationToken),
            [.. certificates.Select(each => new MyCertificate(each.Id.Value, each.Course.Value, each.CourseTitle, each.Number, each.AchievedOn, each.ExpiresOn, SnakeCase.Kebab(each.StateOn(today).ToString()), renewals[each.Id]))]);
    }

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
