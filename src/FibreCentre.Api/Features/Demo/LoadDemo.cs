using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Demo;

/// <summary>Puts a demo centre into an empty database, in one transaction: its facilities, its providers and their engineers.</summary>
/// <param name="WithPast">Also those whom only its past knows.</param>
internal sealed record LoadDemo(DemoCentre Demo, bool WithPast) : ICommand<LoadedDemo>;

internal sealed record LoadedDemo(
    IReadOnlyDictionary<string, (Guid Id, string Name)> Providers, IReadOnlyDictionary<string, Guid> Trainees, IReadOnlyDictionary<string, Guid> Instructors, WorkingCalendar Calendar, bool HasCohorts);

internal sealed class LoadDemoHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<LoadDemo, Result<LoadedDemo>>
{
    public async Task<Result<LoadedDemo>> Handle(LoadDemo request, CancellationToken cancellationToken)
    {
        var demo = request.Demo;
        if (!await db.Courses.AnyAsync(cancellationToken)) return new Error(ErrorKind.Conflict, "catalogue-missing", "There are no courses yet", "Import the catalogue first: import catalogue FOLDER.");
        if (!await db.Providers.AnyAsync(cancellationToken))
        {
            await SetUpCentreAsync(demo, cancellationToken);
            var now = clock.GetUtcNow();
            db.AddRange(demo.Providers.Select(each => new Provider { Id = new(Guid.CreateVersion7(now)), Code = each.Code, Name = each.Name, CreatedAt = now }));
            await db.SaveChangesAsync(cancellationToken);
            await AddEngineersAsync(demo.Providers.SelectMany(each => each.Engineers.Select(engineer => (each.Code, engineer))), now, cancellationToken);
            if (request.WithPast) await AddEngineersAsync((demo.Past?.Engineers ?? []).Select(each => (each.Provider, each.Engineer with { Declarations = [new(Declarations.PhotoId, DateOnly.FromDateTime(now.UtcDateTime), null)] })), now, cancellationToken);
        }
        else if (!await db.Providers.AnyAsync(each => each.Code == demo.Providers[0].Code, cancellationToken))
        {
            return new Error(ErrorKind.Conflict, "centre-not-empty", "This centre is in use", "Demo data goes into an empty database only.");
        }
        return new LoadedDemo(
            await db.Providers.ToDictionaryAsync(each => each.Code, each => (each.Id.Value, each.Name), cancellationToken),
            await db.Trainees.Where(each => each.EmployeeReference != null).ToDictionaryAsync(each => each.EmployeeReference!, each => each.Id.Value, cancellationToken),
            await db.Instructors.ToDictionaryAsync(each => each.Code, each => each.Id.Value, cancellationToken),
            await db.CalendarAsync(cancellationToken),
            await db.Cohorts.AnyAsync(cancellationToken));
    }

    private async Task SetUpCentreAsync(DemoCentre demo, CancellationToken cancellationToken)
    {
        var centre = await db.Centres.SingleAsync(cancellationToken);
        (centre.Name, centre.TimeZone, centre.Address) = (demo.Name, demo.TimeZone, "Unit 4, Wharf Lane, Millbridge");
        (centre.Opens, centre.Closes) = (demo.OpeningHours.Min(each => each.Opens), demo.OpeningHours.Max(each => each.Closes));
        centre.WorkingDays = [.. demo.OpeningHours.Select(each => each.Day == DayOfWeek.Sunday ? 7 : (int)each.Day).Order()];
        db.AddRange(demo.BankHolidays.Select(each => new CentreClosure(Guid.NewGuid(), each.On, each.On, each.Name)));
        db.AddRange(demo.BayKinds.Select(each => new BayKind
        {
            Slug = each.Kind, Title = each.Title, SetUpMinutes = each.SetUp, ClearAwayMinutes = each.ClearAway, TravelMinutes = each.Travel, Practice = each.Practice,
        }));
        foreach (var bay in demo.Bays)
        {
            var id = Resource(ResourceKind.Bay);
            db.Add(new Bay { Id = id, Code = bay.Code, Name = bay.Name, BayKind = bay.Kind, Capacity = bay.Capacity, Arriving = bay.Arriving });
        }
        foreach (var item in demo.Kit)
        {
            var id = Resource(ResourceKind.Kit);
            db.Add(new KitItem { Id = id, KitType = item.Type, SerialNumber = item.SerialNumber, CalibratedUntil = item.CalibratedUntil });
        }
        foreach (var each in demo.Instructors)
        {
            var instructor = new Instructor { Id = Resource(ResourceKind.Instructor), Code = each.Code, Name = $"{each.FirstName} {each.LastName}", Email = each.Email };
            foreach (var held in each.Qualifications) instructor.Hold(new(Guid.NewGuid(), held.Slug, held.ValidFrom, held.ValidUntil));
            db.Add(instructor);
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task AddEngineersAsync(IEnumerable<(string Provider, DemoEngineer Engineer)> engineers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var providers = await db.Providers.ToDictionaryAsync(each => each.Code, each => each.Id, cancellationToken);
        foreach (var (provider, engineer) in engineers)
        {
            var trainee = new Trainee
            {
                Id = TraineeId.New(now), Provider = providers[provider], GivenName = engineer.FirstName, FamilyName = engineer.LastName, Email = engineer.Email,
                DateOfBirth = engineer.BornOn, EmployeeReference = engineer.EmployeeReference, CreatedAt = now,
            };
            db.Add(new Resource(trainee.Id.AsResource, ResourceKind.Trainee));
            foreach (var made in engineer.Declarations) trainee.Declare(new(made.Declaration, made.MadeOn, made.ValidUntil));
            foreach (var held in engineer.Certificates) trainee.Bring(new(Guid.NewGuid(), held.Course, held.Number, held.Issuer, held.AchievedOn, held.ExpiresOn));
            db.Add(trainee);
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private ResourceId Resource(ResourceKind kind)
    {
        var resource = new Resource(new(Guid.NewGuid()), kind);
        db.Add(resource);
        return resource.Id;
    }
}
