using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Support;

/// <summary>The demo centre as it is loaded, with two running instances of the product.</summary>
public sealed class DemoInstances : TwoInstances
{
    private readonly HashSet<DateOnly> _shut = [];

    /// <summary>An empty database with the shipped catalogue and the demo.</summary>
    internal static async Task<(string Database, Cast Cast)> LoadAsync(TimeProvider clock)
    {
        var name = await TemplateDatabase.MigratedAsync();
        await using var app = new CentreApp(TemplateDatabase.To(name, TemplateDatabase.Login), clock);
        await TemplateDatabase.ImportCatalogueAsync(app);
        var loaded = await new DemoCentreLoader(app.Services).LoadAsync(CancellationToken.None);
        Assert.True(loaded.Succeeded, loaded.Error?.Detail);
        await using var scope = app.Services.CreateAsyncScope();
        var accounts = await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Users.ToDictionaryAsync(each => each.Email!);
        Person[] people = [.. from made in loaded.Value let account = accounts[made.Email]
            select new Person(made.Role, made.Name, made.Email, made.Password, made.ApiKey, account.Id, account.ProviderId, account.TraineeId, account.InstructorId)];
        Person Of(string role, int number = 0) => people.Where(each => each.Role == role).ElementAt(number);
        return (name, new(
            Of(Roles.Administrator), Of(Roles.Coordinator), Of(Roles.Instructor), Of(Roles.Instructor, 1), Of(Roles.Iqa), Of(Roles.Manager),
            Of(Roles.Booker), Of(Roles.Trainee), Of(Roles.Booker, 1), Of(Roles.Trainee, 1)));
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _shut.UnionWith(await Column<DateOnly>("select generate_series(first_day, last_day, '1 day')::date from centre_closure"));
        // Past everything that the demo has planned.
        var clear = (await Column<DateOnly>("select max(last_day) from cohort"))[0];
        while (NextFreeDay() < clear) continue;
    }

    private protected override Task<(string Database, Cast Cast)> LayAsync() => LoadAsync(Clock);

    private protected override bool IsShut(DateOnly day) => _shut.Contains(day);
}
