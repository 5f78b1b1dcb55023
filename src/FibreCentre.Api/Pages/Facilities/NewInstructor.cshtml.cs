using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class NewInstructorPage : CentrePage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var answer = await AskOnce(new AddInstructor((Code ?? "").Trim().ToUpperInvariant(), Name ?? "", (Email ?? "").Trim()), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "instructor-there" ? answer.Error.At(nameof(Code)) : answer.Error);
        Done = $"{answer.Value.Name} is added. Record what they are qualified for, and they are proposed for sessions.";
        return RedirectToPage("Instructor", new { answer.Value.Id });
    }
}
