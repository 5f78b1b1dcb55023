using FibreCentre.Api.Features.Screens;
using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Screens;

/// <summary>The screens in the entrance. Making one goes without an idempotency key: its answer would keep the secret.</summary>
[Authorize(Access.Plan)]
internal sealed class IndexPage(IConfiguration configuration) : CentrePage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public bool NamesInstructors { get; set; }

    /// <summary>The address just made, below the centre's own. It goes through the encrypted cookie to the one page that shows it.</summary>
    [TempData]
    public string? Fresh { get; set; }

    public IReadOnlyList<ScreenLine> Live { get; private set; } = [];

    public string? FreshAddress => Fresh is null ? null : HttpContext.CentreAddress(configuration) + Fresh;

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostMakeAsync() => await ShownOnceAsync(await Ask(new MakeScreen(Name ?? "", NamesInstructors)));

    public async Task<IActionResult> OnPostRenewAsync(Guid screen) => await ShownOnceAsync(await Ask(new RenewScreen(screen)));

    public async Task<IActionResult> OnPostRevokeAsync(Guid screen)
    {
        var answer = await Ask(new RevokeScreen(screen));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = "The screen is turned off. Its address opens nothing any more.";
        return RedirectToPage();
    }

    private async Task<IActionResult> ShownOnceAsync(Result<MadeScreen> answer)
    {
        if (!answer.Succeeded) return answer.Error.Kind == ErrorKind.NotFound ? Missing(answer.Error) : await ListAsync() ?? Refused(answer.Error);
        Fresh = answer.Value.Path;
        return RedirectToPage();
    }

    private async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListScreens());
        if (!answer.Succeeded) return Missing(answer.Error);
        Live = [.. answer.Value.Screens.Where(screen => screen.IsLive)];
        return null;
    }
}
