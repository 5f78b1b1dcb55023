using FibreCentre.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FibreCentre.Api.Http;

/// <summary>The only place that knows both an <see cref="Error"/> and HTTP (RFC 9457).</summary>
internal static class Problems
{
    public static ProblemHttpResult ToProblem(this Error error) => TypedResults.Problem(
        type: $"/problems/{error.Code}", title: error.Title, detail: error.Detail, extensions: error.Facts, statusCode: StatusOf(error.Kind));

    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    /// <summary>The value, or the problem.</summary>
    public static IResult ToOk<T>(this Result<T> result) => result.Succeeded ? TypedResults.Ok(result.Value) : result.Error.ToProblem();

    /// <summary>The same with the value's revision as its ETag.</summary>
    public static IResult ToOk<T>(this Result<T> result, HttpResponse response, Func<T, int> revision)
    {
        if (result.Succeeded) response.Headers.ETag = $"\"{revision(result.Value)}\"";
        return result.ToOk();
    }

    /// <summary>201 with where the new thing is, or the problem.</summary>
    public static IResult ToCreated<T>(this Result<T> result, Func<T, string> location) =>
        result.Succeeded ? TypedResults.Created(location(result.Value), result.Value) : result.Error.ToProblem();
}
