using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Pipeline;

internal static class AskAsSystem
{
    /// <summary>The same in a scope of its own, for a job that sends several.</summary>
    public static async Task<T> AskAsSystemAsync<T>(this IServiceScopeFactory scopes, IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.AskAsSystemAsync(request, cancellationToken);
    }

    /// <summary>Sends a request of the product's own, from a job or the command line. Such a request is never refused: if it is, that is a bug.</summary>
    public static async Task<T> AskAsSystemAsync<T>(this IServiceProvider scope, IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        var result = await scope.TryAsSystemAsync(request, cancellationToken);
        return result.Succeeded ? result.Value : throw new InvalidOperationException($"{request.GetType().Name} was refused: {result.Error.Code}. {result.Error.Detail}");
    }

    /// <summary>In a scope of its own, what may well be refused: it is about something that came from outside.</summary>
    public static async Task<Result<T>> TryAsSystemAsync<T>(this IServiceScopeFactory scopes, IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.TryAsSystemAsync(request, cancellationToken);
    }

    private static Task<Result<T>> TryAsSystemAsync<T>(this IServiceProvider scope, IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        scope.GetRequiredService<RequestContext>().ActAs(Actor.System);
        return scope.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }
}
