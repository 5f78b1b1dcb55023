using System.Text.Json;
using System.Text.Json.Serialization;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Diagnostics;
using KestrelServerOptions = Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions;

namespace FibreCentre.Api.Http;

internal static class ApiRegistration
{
    /// <summary>Of a request's body: larger than any file a page takes.</summary>
    private const long MostBytes = 12_000_000;

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        // What belongs to somebody else answers byte for byte like what never existed; the trace id goes in a header instead.
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Remove("traceId"));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;   // a field nobody reads is a mistake the caller should hear of
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        });
        services.Configure<KestrelServerOptions>(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, MostBytes));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services.AddApiDescription();
    }

    /// <summary>
    /// What nobody expected. An API client gets problem details, a page its own error page, and neither any detail. A body that cannot be read
    /// is the caller's to mend: it is told the field.
    /// </summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerAsync, StatusCodeSelector = Status, SuppressDiagnosticsCallback = failure => failure.Exception is BadHttpRequestException });
            api.UseStatusCodePages(async context => await EmptyStatusAsync(context.HttpContext));
        });
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api"), pages =>
        {
            pages.UseExceptionHandler("/status/500");
            pages.UseStatusCodePagesWithReExecute("/status/{0}");
        });
    }

    /// <summary>An address nobody has: 404 for everybody, rather than a request to sign in first.</summary>
    public static void MapUnknown(this IEndpointRouteBuilder app) => app.MapFallback("{*path}", () => TypedResults.NotFound()).AllowAnonymous();

    /// <summary>Where programs look that have not read the page's own link to its icon.</summary>
    public static void MapIcon(this IEndpointRouteBuilder app) => app.MapGet("/favicon.ico", () => TypedResults.LocalRedirect("~/favicon.svg", permanent: true)).AllowAnonymous().ExcludeFromDescription();

    private static int Status(Exception failure) => failure is BadHttpRequestException bad ? bad.StatusCode
        : IsOverload(failure) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;

    /// <summary>No connection to the database came free in time: nothing is wrong with the request, and it may well succeed when it is sent again.</summary>
    private static bool IsOverload(Exception failure) => failure is Npgsql.NpgsqlException { InnerException: TimeoutException } || (failure.InnerException is { } inner && IsOverload(inner));

    private static Task AnswerAsync(HttpContext http)
    {
        var failure = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var error = failure is BadHttpRequestException bad
            ? new Error(ErrorKind.Invalid, "request-unreadable", "The request could not be read", Readable(bad))
            : failure is not null && IsOverload(failure) ? Pipeline.RequestErrors.Busy()
            : new Error(ErrorKind.Unavailable, "unexpected", "Something went wrong on our side", "Nothing was changed. Try again; if it happens again, tell the centre what you did and when.");
        return TypedResults.Problem(type: $"/problems/{error.Code}", title: error.Title, detail: error.Detail, statusCode: http.Response.StatusCode).ExecuteAsync(http);
    }

    /// <summary>Names the field, as far as the reader of the JSON does.</summary>
    private static string Readable(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException json) return $"A value in the address is missing or of the wrong type. {bad.Message}";
        const string missing = "missing required properties including: ";
        if (json.Message.IndexOf(missing, StringComparison.Ordinal) is var at and >= 0) return $"Missing: {json.Message[(at + missing.Length)..].TrimEnd('.')}.";
        if (json.Message.StartsWith("The JSON property", StringComparison.Ordinal)) return $"There is no field {json.Message.Split('\'')[1]} here. Remove it, or check its spelling.";
        return json.Path is { Length: > 1 } path ? $"{path.TrimStart('$', '.')} is of the wrong type." : "The body is not JSON of the shape this operation takes.";
    }

    private static Task EmptyStatusAsync(HttpContext http)
    {
        var (code, title) = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("not-found", "No such thing"),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "This address takes another method"),
            StatusCodes.Status415UnsupportedMediaType => ("media-type-not-supported", "Send application/json"),
            StatusCodes.Status429TooManyRequests => ("too-many-requests", "Too many requests; wait a minute"),
            _ => ("request-refused", "The request was refused"),
        };
        return TypedResults.Problem(type: $"/problems/{code}", title: title, statusCode: http.Response.StatusCode).ExecuteAsync(http);
    }
}
