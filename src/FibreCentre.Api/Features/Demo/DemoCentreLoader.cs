using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Features.Demo;

/// <summary>Fills an empty centre from the demo's files. Run again after an interruption it goes on where it stopped; a past that was interrupted stays as far as it came.</summary>
internal sealed class DemoCentreLoader(IServiceProvider services)
{
    /// <summary>With what is ahead, and nothing behind.</summary>
    public Task<Result<IReadOnlyList<MadeSignIn>>> LoadAsync(CancellationToken cancellationToken) => LoadAsync(null, cancellationToken);

    /// <summary>With a past. The services are those of <see cref="DemoServices.AddDemoLife"/>; their clock is right again afterwards.</summary>
    /// <param name="tick">Does what the scheduler would do.</param>
    public async Task<Result<IReadOnlyList<MadeSignIn>>> LoadWithPastAsync(Func<CancellationToken, Task> tick, CancellationToken cancellationToken)
    {
        var clock = services.GetRequiredService<DemoClock>();
        try
        {
            return await LoadAsync((clock, tick), cancellationToken);
        }
        finally
        {
            clock.SetRight();
        }
    }

    private async Task<Result<IReadOnlyList<MadeSignIn>>> LoadAsync((DemoClock Clock, Func<CancellationToken, Task> Tick)? past, CancellationToken cancellationToken)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "demo", "centre.yaml");
        var (demo, faults) = DemoFile.Read(Path.GetFileName(path), await File.ReadAllTextAsync(path, cancellationToken));
        if (demo is null) return new Error(ErrorKind.Invalid, "demo-file-has-faults", "The demo centre cannot be read", string.Join(" ", faults.Select(fault => $"Line {fault.Line}: {fault.Message}")));

        var today = CentreTime.In(demo.TimeZone).DayOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
        past?.Clock.Set(CentreTime.In(demo.TimeZone).At(DemoLife.FirstDay(demo.Past, today), new(8, 0)));
        var loaded = await SendAsync(new LoadDemo(demo, WithPast: past is not null), cancellationToken);
        if (!loaded.Succeeded) return loaded.Error;
        var signIns = new List<MadeSignIn>();
        foreach (var wanted in demo.Accounts)
        {
            (Guid Id, string Name)? provider = wanted.Provider is { } code ? loaded.Value.Providers[code] : null;
            var made = await new SignInMaker(services).MakeAsync(new(
                RoleOf(wanted.Role), wanted.Name, wanted.Email, provider?.Id,
                wanted.EmployeeReference is { } reference ? loaded.Value.Trainees[reference] : null, wanted.Instructor is { } instructor ? loaded.Value.Instructors[instructor] : null), provider?.Name, cancellationToken);
            if (!made.Succeeded) return made.Error;
            signIns.Add(made.Value);
        }
        if (past is { } behind && !loaded.Value.HasCohorts)
        {
            var people = await DemoPeople.OfAsync(services, loaded.Value, signIns, cancellationToken);
            await new DemoLife(demo, loaded.Value, people, behind.Clock, behind.Tick).LiveAsync(today, cancellationToken);
        }
        past?.Clock.SetRight();
        var planned = await SendAsync(new PlanDemo([.. demo.Accounts.Select(each => each.Instructor).OfType<string>()]), cancellationToken);
        return planned.Succeeded ? signIns : planned.Error;
    }

    private async Task<Result<T>> SendAsync<T>(IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().ActAs(Actor.System);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    private static string RoleOf(DemoRole role) => role switch { DemoRole.ProviderBooker => Roles.Booker, _ => role.ToString().ToLowerInvariant() };
}
