using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Demo;

/// <summary>Those who can sign in to a demo, and what they ask of it.</summary>
internal sealed class DemoPeople
{
    private readonly IServiceProvider _services;
    private readonly LoadedDemo _loaded;
    private readonly List<(Actor Actor, string Password)> _people;

    private DemoPeople(IServiceProvider services, LoadedDemo loaded, List<(Actor, string)> people) => (_services, _loaded, _people) = (services, loaded, people);

    public static async Task<DemoPeople> OfAsync(IServiceProvider services, LoadedDemo loaded, IReadOnlyList<MadeSignIn> signIns, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Users.AsNoTracking().ToDictionaryAsync(each => each.Email!, cancellationToken);
        return new(services, loaded, [.. signIns.Select(each => (Actor.Of(accounts[each.Email]), each.Password))]);
    }

    /// <summary>The first with this role.</summary>
    public Actor With(string role) => _people.First(each => each.Actor.Is(role)).Actor;

    public Actor LastWith(string role) => _people.Last(each => each.Actor.Is(role)).Actor;

    /// <param name="provider">Its code.</param>
    public Actor Booker(string provider) => _people.First(each => each.Actor.Is(Roles.Booker) && each.Actor.ProviderId == _loaded.Providers[provider].Id).Actor;

    /// <param name="instructor">The code.</param>
    public Actor Instructor(string instructor) => _people.First(each => each.Actor.InstructorId == _loaded.Instructors[instructor]).Actor;

    public string PasswordOf(Actor actor) => _people.First(each => each.Actor == actor).Password;

    /// <exception cref="InvalidOperationException">It was refused: the file asks for what the rules do not allow.</exception>
    public async Task<T> AskAsync<T>(Actor actor, IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        var result = await TryAsync(actor, request, cancellationToken);
        return result.Succeeded ? result.Value : throw new InvalidOperationException($"The demo's past cannot be lived: {request.GetType().Name} was refused. {result.Error.Title}. {result.Error.Detail}");
    }

    public async Task<Result<T>> TryAsync<T>(Actor actor, IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        await using var scope = _services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
        context.ActAs(actor);
        context.IdempotencyKey = Guid.NewGuid().ToString();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }
}
