using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Features.Demo;

/// <summary>Fills an empty centre from the demo's files. Run again after an interruption it goes on where it stopped.</summary>
internal sealed class DemoCentreLoader(IServiceProvider services)
{
    public async Task<Result<IReadOnlyList<MadeSignIn>>> LoadAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "demo", "centre.yaml");
        var (demo, faults) = DemoFile.Read(Path.GetFileName(path), await File.ReadAllTextAsync(path, cancellationToken));
        if (demo is null) return new Error(ErrorKind.Invalid, "demo-file-has-faults", "The demo centre cannot be read", string.Join(" ", faults.Select(fault => $"Line {fault.Line}: {fault.Message}")));

        var loaded = await SendAsync(new LoadDemo(demo), cancellationToken);
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
        return signIns;
    }

    private async Task<Result<T>> SendAsync<T>(IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().ActAs(Actor.System);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    private static string RoleOf(DemoRole role) => role switch { DemoRole.ProviderBooker => Roles.Booker, _ => role.ToString().ToLowerInvariant() };
}
