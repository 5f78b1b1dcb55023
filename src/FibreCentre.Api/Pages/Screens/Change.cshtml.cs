using FibreCentre.Api.Features.Screens;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Screens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Screens;

[Authorize(Access.Plan)]
internal sealed class ChangePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public bool NamesInstructors { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListScreens());
        if (!answer.Succeeded) return Missing(answer.Error);
        if (answer.Value.Screens.FirstOrDefault(each => each.Id == Id) is not { } screen) return Missing(ScreenErrors.NotFound());
        (Name, NamesInstructors) = (screen.Name, screen.NamesInstructors);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var answer = await Ask(new ChangeScreen(Id, Name ?? "", NamesInstructors));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = $"The screen {answer.Value.Name} {(answer.Value.NamesInstructors ? "shows" : "does not show")} who teaches.";
        return RedirectToPage("Index");
    }
}
