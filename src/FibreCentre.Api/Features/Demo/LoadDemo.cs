using System.Security.Cryptography;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Demo;

/// <summary>Puts a demo centre into an empty database, in one transaction: its facilities, its providers and their engineers, and the next weeks' cohorts.</summary>
internal sealed record LoadDemo(DemoCentre Demo) : ICommand<LoadedDemo>;

internal sealed record LoadedDemo(
    IReadOnlyDictionary<string, (Guid Id, string Name)> Providers, IReadOnlyDictionary<string, Guid> Trainees, IReadOnlyDictionary<string, Guid> Instructors);

internal sealed class LoadDemoHandler(CentreDbContext db, PublishedCourses courses, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<LoadDemo, Result<LoadedDemo>>
{
    /// <summary>What runs in the demo, and from which working day counted from today: the first of them is being taught on the day the demo is made.</summary>
    private static readonly (string Course, int WorkingDay, int Capacity, bool Open)[] Cohorts =
    [
        ("FTC-201", 1, 6, true), ("FTC-101", 3, 12, true), ("FTC-201", 6, 6, true), ("FTC-110", 6, 12, true), ("FTC-210", 8, 6, true),
        ("FTC-120", 10, 8, true), ("FTC-140", 12, 4, true), ("FTC-220", 12, 6, true), (WaitedFor, 13, 8, true), ("FTC-201", 15, 12, false),
    ];

    /// <summary>One provider has all its places, and the others wait: demand that can be planned for.</summary>
    private const string WaitedFor = "FTC-125";

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
            await AddEngineersAsync(demo, now, cancellationToken);
            await PlanAsync([.. demo.Accounts.Select(each => each.Instructor).OfType<string>()], now, cancellationToken);
        }
        else if (!await db.Providers.AnyAsync(each => each.Code == demo.Providers[0].Code, cancellationToken))
        {
            return new Error(ErrorKind.Conflict, "centre-not-empty", "This centre is in use", "Demo data goes into an empty database only.");
        }
        return new LoadedDemo(
            await db.Providers.ToDictionaryAsync(each => each.Code, each => (each.Id.Value, each.Name), cancellationToken),
            await db.Trainees.Where(each => each.EmployeeReference != null).ToDictionaryAsync(each => each.EmployeeReference!, each => each.Id.Value, cancellationToken),
            await db.Instructors.ToDictionaryAsync(each => each.Code, each => each.Id.Value, cancellationToken));
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

    private async Task AddEngineersAsync(DemoCentre demo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var providers = await db.Providers.ToDictionaryAsync(each => each.Code, each => each.Id, cancellationToken);
        foreach (var provider in demo.Providers)
            foreach (var engineer in provider.Engineers)
            {
                var trainee = new Trainee
                {
                    Id = TraineeId.New(now), Provider = providers[provider.Code], GivenName = engineer.FirstName, FamilyName = engineer.LastName, Email = engineer.Email,
                    DateOfBirth = engineer.BornOn, EmployeeReference = engineer.EmployeeReference, CreatedAt = now,
                };
                db.Add(new Resource(trainee.Id.AsResource, ResourceKind.Trainee));
                foreach (var made in engineer.Declarations) trainee.Declare(new(made.Declaration, made.MadeOn, made.ValidUntil));
                foreach (var held in engineer.Certificates) trainee.Bring(new(Guid.NewGuid(), held.Course, held.Number, held.Issuer, held.AchievedOn, held.ExpiresOn));
                db.Add(trainee);
            }
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Cohorts planned a fortnight ago, so that one of them can be under way today, taught by instructors who can sign in where they suffice.</summary>
    private async Task PlanAsync(IReadOnlyList<string> withAccount, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var calendar = await db.CalendarAsync(cancellationToken);
        var today = calendar.Time.DayOf(now);
        var planned = now.AddDays(-14);
        foreach (var (code, workingDay, capacity, open) in Cohorts)
        {
            if (await db.CurrentVersionAsync(new(code), cancellationToken) is not { } version) continue;   // a catalogue of the centre's own
            var firstDay = calendar.WorkingDay(today, workingDay);
            var centre = await db.FacilitiesAsync(calendar, firstDay, firstDay.AddDays(21), cancellationToken);
            if (SessionLayout.Lay(version.Spec, firstDay, calendar) is not { Succeeded: true, Value: var laid }) continue;
            var proposals = new[] { centre.With([.. centre.Instructors.Where(each => withAccount.Contains(each.Code))]), centre }
                .Select(choice => Proposing.For(version.Spec, laid, capacity, choice)).FirstOrDefault(each => each.All(proposal => proposal.Shortfalls.Count == 0));
            if (proposals is null) continue;
            var cohort = Cohort.Plan(version, $"{code}-{firstDay:yyMMdd}-A", capacity, laid, calendar.Time, planned).Value!;
            if (open) cohort.Publish(planned);
            db.Add(cohort);
            db.AddRange(Occupation.Reservations([.. cohort.Sessions.Zip(proposals, (session, proposal) => (session, (IReadOnlyList<ResourceId>)[.. proposal.Resources]))], centre));
            await db.SaveChangesAsync(cancellationToken);
            if (open && workingDay == 1) await BookAsync(cohort.Id, planned, cancellationToken);
            if (code == WaitedFor) await WaitAsync(cohort, calendar.Time.At(firstDay.AddDays(-3), new(17, 0)), planned, cancellationToken);
        }
    }

    private async Task WaitAsync(Cohort cohort, DateTimeOffset releaseAt, DateTimeOffset planned, CancellationToken cancellationToken)
    {
        var providers = await db.Providers.AsNoTracking().OrderBy(each => each.Code).Select(each => each.Id).ToListAsync(cancellationToken);
        db.Add(Allocation.Keep(cohort, providers[0], cohort.Capacity, releaseAt, Guid.Empty, planned).Value!);
        await db.SaveChangesAsync(cancellationToken);
        db.AddRange(providers.Skip(1).Select((provider, index) => WaitingEntry.Join(cohort.Id, provider, 7 - (2 * index), together: false, automatic: false, null, [], Guid.Empty, planned)));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Two engineers of each provider who may take it.</summary>
    private async Task BookAsync(CohortId cohort, DateTimeOffset planned, CancellationToken cancellationToken)
    {
        foreach (var provider in await db.Providers.AsNoTracking().OrderBy(each => each.Code).ToListAsync(cancellationToken))
        {
            var trainees = await db.Trainees.AsNoTracking().Where(each => each.Provider == provider.Id).Select(each => each.Id.Value).ToListAsync(cancellationToken);
            var facts = (await new BookingFacts(db, courses).ReadAsync(cohort, provider.Id, trainees, [], lockCohort: true, cancellationToken))!;
            var booking = Booking.Ordered(provider.Id, cohort, Places.BookingReference.New(), $"{provider.Code}-0001", Guid.Empty, planned);
            var engineers = facts.Engineers.OrderByDescending(each => each.Email).Select((each, index) => new EngineerToBook(index, each.Id, each.Facts, each.HasPlace, each.BusyWith)).ToList();
            var refused = BookingRequest.Judge(facts.Cohort, engineers).Select(each => each.Row).ToHashSet();
            var booked = BookingRequest.Book(facts.Cohort, booking, [.. engineers.Where(each => !refused.Contains(each.Row)).Take(2)], planned);
            if (booked.Succeeded) await db.SendAsync(new BookingWrite(facts, mail.Value.Domain, clock.GetUtcNow()).Book(booking, booked.Value, by: null), cancellationToken);
        }
    }

    private ResourceId Resource(ResourceKind kind)
    {
        var resource = new Resource(new(Guid.NewGuid()), kind);
        db.Add(resource);
        return resource.Id;
    }
}
