using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

[Authorize(Access.SeePeople)]
internal sealed class ShowPage(IAuthorizationService authorization) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The certificate from elsewhere to take back.</summary>
    [BindProperty]
    public Guid Certificate { get; set; }

    public EngineerAnswer Engineer { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostTakeBackAsync()
    {
        if (!(await authorization.AuthorizeAsync(User, Access.EditPeople)).Succeeded) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var answer = await Ask(new TakeBackOutsideCertificate(Certificate));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = "The certificate is taken back. It does not count any more.";
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowEngineer(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Engineer = answer.Value;
        return null;
    }
}
