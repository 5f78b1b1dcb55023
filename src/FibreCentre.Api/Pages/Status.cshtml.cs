using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages;

/// <summary>What a page says when there is none. It is reached by running a failed request again, whatever its method was.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
internal sealed class StatusPage : CentrePage
{
    public string Heading { get; private set; } = "";

    public string Advice { get; private set; } = "";

    public void OnGet(int code) => Say(code);

    public void OnPost(int code) => Say(code);

    private void Say(int code)
    {
        // Who types the address gets the status it names; a request run again keeps its own.
        var isRunAgain = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null || HttpContext.Features.Get<IExceptionHandlerFeature>() is not null;
        if (!isRunAgain) Response.StatusCode = StatusCodes.Status404NotFound;
        (Heading, Advice) = (isRunAgain ? code : StatusCodes.Status404NotFound) switch
        {
            StatusCodes.Status400BadRequest => ("Please do that again", "The page was open for too long, or something in it could not be read. Go back, load it again, and repeat what you did. Nothing was changed."),
            StatusCodes.Status404NotFound => ("Page not found", "Check the address. If you followed a link here, what it leads to may have gone."),
            StatusCodes.Status405MethodNotAllowed => ("Page not found", "Check the address."),
            StatusCodes.Status413PayloadTooLarge => ("That file is too large", "Go back and choose a smaller file."),
            StatusCodes.Status429TooManyRequests => ("Too many tries", "Wait a minute, then try again."),
            StatusCodes.Status503ServiceUnavailable => ("Not available just now", "Nothing was changed. Try again in a moment."),
            _ => ("Something went wrong on our side", "Nothing was changed. Try again; if it happens again, tell the centre what you did and when."),
        };
    }
}
