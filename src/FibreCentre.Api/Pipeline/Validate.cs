using FibreCentre.Domain;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Pipeline;

/// <summary>Refuses a request whose shape is wrong, naming every field that is. Rules of the centre are the domain's.</summary>
internal sealed class Validate<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IFallible<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
            if (await validator.ValidateAsync(request, cancellationToken) is { IsValid: false } failed)
                return TResponse.Refused(RequestErrors.Invalid(failed.ToDictionary()));
        return await next();
    }
}

internal static class RequestErrors
{
    /// <param name="errors">Messages by field; each says what to enter.</param>
    public static Error Invalid(IDictionary<string, string[]> errors) =>
        new(ErrorKind.Invalid, "request-invalid", "Check the request", "Some values are not valid; nothing was changed.")
        { Facts = new Dictionary<string, object?> { ["errors"] = errors.ToDictionary(pair => Camel(pair.Key), pair => pair.Value) } };

    public static Error Invalid(string field, string message) => Invalid(new Dictionary<string, string[]> { [field] = [message] });

    public static Error KeyReused() =>
        new(ErrorKind.Unprocessable, "idempotency-key-reused", "That Idempotency-Key was used for another request", "Send a new key with a new request, or the first request again.");

    public static Error KeyMissing() =>
        new(ErrorKind.Invalid, "idempotency-key-missing", "Send an Idempotency-Key", "This request books or signs. Send a header Idempotency-Key with a value of your own, such as a UUID; repeat it when you repeat the request.");

    public static Error Busy() =>
        new(ErrorKind.Unavailable, "busy-try-again", "Many people are doing this just now", "Nothing was changed. Try again in a moment.");

    private static string Camel(string field) => string.Join('.', field.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));
}
