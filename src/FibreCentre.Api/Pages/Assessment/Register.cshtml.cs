using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Assess)]
internal sealed class RegisterPage : DevicePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public Guid Place { get; set; }

    [BindProperty]
    public AttendanceMark Mark { get; set; }

    public RegisterAnswer Register { get; private set; } = null!;

    public int Marked => Register.Trainees.Count(trainee => trainee.Mark is not null);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    /// <summary>One tap. htmx gets the one row back; a browser without script the page, at that row.</summary>
    public async Task<IActionResult> OnPostMarkAsync()
    {
        if (!ModelState.IsValid) return BadRequest();
        var answer = await Ask(new MarkAttendance(new(Id), new(Place), Mark));
        if (await FindAsync() is { } missing) return missing;
        var isHtmx = Request.Headers.ContainsKey("HX-Request");
        if (!answer.Succeeded)
            return !isHtmx || answer.Error.Kind == ErrorKind.NotFound ? Missing(answer.Error) : Partial("_RegisterRow", Row(Place) with { Refused = answer.Error.Detail });
        return isHtmx ? Partial("_RegisterRow", Row(Place) with { IsSwap = true }) : RedirectToPage(null, null, new { Id }, $"place-{Place}");
    }

    public RegisterRow Row(Guid place) => new(Register, Register.Trainees.First(each => each.PlaceId == place), Marked);

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowRegister(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Register = answer.Value;
        return null;
    }
}

/// <param name="IsSwap">The row goes into a page that is already there: it brings the new count and what a screen reader says.</param>
/// <param name="Refused">Why the tap was not kept; null when it was.</param>
internal sealed record RegisterRow(RegisterAnswer Register, RegisterLine Trainee, int Marked, bool IsSwap = false, string? Refused = null);
