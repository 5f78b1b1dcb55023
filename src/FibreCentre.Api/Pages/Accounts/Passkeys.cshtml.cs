using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>Passkeys that sign instead of the password. There are none by the API: a key has no browser.</summary>
[Authorize(Access.Staff)]
internal sealed class PasskeysPage : CentrePage
{
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>What the browser made of the offer.</summary>
    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public string? Passkey { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Only ever an address of ours.</summary>
    public string Back => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/";

    public IReadOnlyList<PasskeyLine> Passkeys { get; private set; } = [];

    public async Task OnGetAsync() => await FindAsync();

    public async Task<IActionResult> OnPostAskAsync() => Json(await Ask(new AskForPasskey()));

    /// <param name="password">Asked for before the device makes anything.</param>
    public async Task<IActionResult> OnPostOfferAsync(string? password) => Json(await Ask(new OfferPasskey(password ?? "")));

    public async Task<IActionResult> OnPostAsync()
    {
        var added = await Ask(new AddPasskey(Name ?? "", Answer ?? ""));
        if (!added.Succeeded)
        {
            await FindAsync();
            return Refused(added.Error);
        }
        Done = "The passkey signs for you from now on.";
        return RedirectToPage(new { ReturnUrl });
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        var removed = await Ask(new RemovePasskey(Passkey ?? ""));
        if (!removed.Succeeded) return Missing(removed.Error);
        Done = "The passkey signs no more.";
        return RedirectToPage(new { ReturnUrl });
    }

    private ContentResult Json(FibreCentre.Domain.Result<PasskeyQuestion> question) =>
        question.Succeeded ? Content(question.Value.Json, "application/json") : new() { StatusCode = StatusCodes.Status409Conflict, Content = $"{question.Error.Title}. {question.Error.Detail}", ContentType = "text/plain; charset=utf-8" };

    private async Task FindAsync() => Passkeys = (await Ask(new ListPasskeys())).Value!.Passkeys;
}
