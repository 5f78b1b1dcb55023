using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages;

/// <summary>A page that sends requests and shapes what is shown. It holds no rule and reads no table.</summary>
internal abstract class CentrePage : PageModel
{
    /// <summary>What the domain refused, shown at the top of the page in its own words; null when nothing was.</summary>
    public Error? Refusal { get; private set; }

    /// <summary>Told once at the top of the next page, after something was done.</summary>
    [TempData]
    public string? Done { get; set; }

    protected Task<Result<T>> Ask<T>(IRequest<Result<T>> request) =>
        HttpContext.RequestServices.GetRequiredService<IMediator>().Send(request, HttpContext.RequestAborted);

    /// <summary>Sends a command that may come twice (a double click, a reload) under the key that its form carries; a form that was tampered with carries none.</summary>
    protected Task<Result<T>> AskOnce<T>(IRequest<Result<T>> request, string? idempotencyKey)
    {
        HttpContext.RequestServices.GetRequiredService<RequestContext>().IdempotencyKey = idempotencyKey is { Length: > 0 and <= 255 } ? idempotencyKey : null;
        return Ask(request);
    }

    /// <summary>Shows the page again with the refusal: field by field where it names fields, and its own status.</summary>
    protected PageResult Refused(Error error)
    {
        if (error.Facts.GetValueOrDefault("errors") is IReadOnlyDictionary<string, string[]> fields)
            foreach (var (field, messages) in fields) foreach (var message in messages) ModelState.AddModelError(field, message);
        else Refusal = error;
        Response.StatusCode = Problems.StatusOf(error.Kind);
        return Page();
    }

    /// <summary>Shows the page again with what its fields were told.</summary>
    protected PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    /// <summary>What does not exist and what is somebody else's look the same.</summary>
    protected IActionResult Missing(Error error) => error.Kind == ErrorKind.NotFound ? NotFound() : Refused(error);
}
