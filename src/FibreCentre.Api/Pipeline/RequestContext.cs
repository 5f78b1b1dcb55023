using System.Diagnostics;
using FibreCentre.Api.Security;

namespace FibreCentre.Api.Pipeline;

/// <summary>Who asks, and what goes with the asking. One for each HTTP request or job.</summary>
internal sealed class RequestContext(IHttpContextAccessor http)
{
    private Actor? _actor;

    public Actor Actor => _actor ??= http.HttpContext is { } context ? Actor.Of(context.User) : Actor.Nobody;

    /// <summary>On every log line and audit entry of one request.</summary>
    public string CorrelationId { get; } = Activity.Current?.TraceId.ToString() ?? Guid.NewGuid().ToString("N");

    /// <summary>Given by a client that may have to repeat itself; null when it cannot.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>For jobs, the command line, and the holders of secret addresses. Signed-in people are never replaced.</summary>
    public void ActAs(Actor actor) => _actor = actor;
}
