using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Support;

/// <summary>Four classrooms, one splice bench, kit for it, three instructors, two providers. Shut at weekends and on 25 and 28 December 2026.</summary>
internal static class SmallCentre
{
    public static async Task<Cast> FillAsync(CentreApp app)
    {
        var (north, south) = (new ProviderId(Guid.NewGuid()), new ProviderId(Guid.NewGuid()));
        var (nora, sam) = (Engineer(north, "Nora", "Nash"), Engineer(south, "Sam", "Stone"));
        var (ida, ivan) = (Teacher("IDA", "Ida Irwin"), Teacher("IVAN", "Ivan Ives"));
        await app.StoreAsync(async db =>
        {
            var centre = await db.Centres.SingleAsync();
            (centre.Name, centre.Address) = ("Millbridge Fibre Centre", "Unit 4, Wharf Lane, Millbridge");
            db.AddRange(
                new CentreClosure(Guid.NewGuid(), new(2026, 12, 25), new(2026, 12, 25), "Christmas Day"), new CentreClosure(Guid.NewGuid(), new(2026, 12, 28), new(2026, 12, 28), "Boxing Day, observed"),
                new Provider { Id = north, Code = "NORTH", Name = "Northway Networks", CreatedAt = TestCentre.Start }, new Provider { Id = south, Code = "SOUTH", Name = "Southern Fibre", CreatedAt = TestCentre.Start });
            db.AddRange(new BayKind { Slug = "classroom", Title = "Classroom" }, new BayKind { Slug = "splice-bench", Title = "Splice bench", Practice = PracticeUse.Alone });
            foreach (var number in Enumerable.Range(1, 4)) db.AddRange(Put(ResourceKind.Bay, id => new Bay { Id = id, Code = $"CR-{number}", Name = $"Classroom {number}", BayKind = "classroom", Capacity = 12 }));
            db.AddRange(Put(ResourceKind.Bay, id => new Bay { Id = id, Code = "SB-1", Name = "Splice bench 1", BayKind = "splice-bench", Capacity = 6 }));
            foreach (var (type, count) in new[] { ("fusion-splicer", 12), ("fibre-cleaver", 12), ("otdr", 2), ("launch-lead", 2), ("inspection-microscope", 2), ("power-meter", 4), ("light-source", 2), ("copper-tester", 2) })
                foreach (var number in Enumerable.Range(1, count))
                    db.AddRange(Put(ResourceKind.Kit, id => new KitItem { Id = id, KitType = type, SerialNumber = $"{type}-{number:00}", CalibratedUntil = new(2027, 12, 31) }));
            foreach (var teacher in new[] { ida, ivan, Teacher("IVY", "Ivy Ingram") }) db.AddRange(new Resource(teacher.Id, ResourceKind.Instructor), teacher);
            foreach (var engineer in new[] { nora, sam }) db.AddRange(new Resource(engineer.Id.AsResource, ResourceKind.Trainee), engineer);
        });

        async Task<Person> Make(string role, string name, ProviderId? provider = null, Trainee? trainee = null, Instructor? instructor = null)
        {
            var email = $"{name.Replace(' ', '.').ToLowerInvariant()}@example.org";
            var made = await new SignInMaker(app.Services).MakeAsync(new(role, name, email, provider?.Value, trainee?.Id.Value, instructor?.Id.Value), null, CancellationToken.None);
            await using var scope = app.Services.CreateAsyncScope();
            var account = await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Users.SingleAsync(each => each.Email == email);
            return new(role, name, email, made.Value!.Password, made.Value.ApiKey, account.Id, provider?.Value, trainee?.Id.Value, instructor?.Id.Value);
        }

        return new(
            await Make(Roles.Administrator, "Ada Admin"), await Make(Roles.Coordinator, "Cora Coordinator"), await Make(Roles.Instructor, "Ida Irwin", instructor: ida),
            await Make(Roles.Instructor, "Ivan Ives", instructor: ivan), await Make(Roles.Iqa, "Quin Quality"), await Make(Roles.Manager, "Mo Manager"),
            await Make(Roles.Booker, "Nell Northway", north), await Make(Roles.Trainee, "Nora Nash", north, nora),
            await Make(Roles.Booker, "Sue Southern", south), await Make(Roles.Trainee, "Sam Stone", south, sam));
    }

    private static Instructor Teacher(string code, string name)
    {
        var teacher = new Instructor { Id = new(Guid.NewGuid()), Code = code, Name = name, Email = $"{code.ToLowerInvariant()}@centre.example.org" };
        foreach (var held in new[] { "safety-trainer", "fibre-qualified", "assessor" }) teacher.Hold(new(Guid.NewGuid(), held, new(2020, 1, 1), null));
        return teacher;
    }

    private static Trainee Engineer(ProviderId provider, string given, string family)
    {
        var trainee = new Trainee
        {
            Id = TraineeId.New(TestCentre.Start), Provider = provider, GivenName = given, FamilyName = family, Email = $"{given}.{family}@example.org".ToLowerInvariant(),
            DateOfBirth = new(1994, 3, 27), CreatedAt = TestCentre.Start,
        };
        trainee.Declare(new(Declarations.PhotoId, DateOnly.FromDateTime(TestCentre.Start.Date), null));
        return trainee;
    }

    private static object[] Put(ResourceKind kind, Func<ResourceId, object> make)
    {
        var id = new ResourceId(Guid.NewGuid());
        return [new Resource(id, kind), make(id)];
    }

    /// <summary>Writes rows as the centre's staff would see them, past the use cases: for what no use case makes yet.</summary>
    public static async Task StoreAsync(this CentreApp app, Func<CentreDbContext, Task> write)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CentreDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"select set_config('app.scope', 'staff', true)");
        await write(db);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}
