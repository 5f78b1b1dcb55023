using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>The signed-in person's own keys. Making one goes without an idempotency key: its answer would keep the secret.</summary>
[Authorize(Access.Anyone)]
internal sealed class ApiKeysPage : CentrePage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public List<string> Scopes { get; set; } = [];

    [BindProperty]
    public int? Days { get; set; } = 90;

    /// <summary>The key just made, for the one page after; the cookie that carries it is encrypted and not readable by scripts.</summary>
    [TempData]
    public string? Fresh { get; set; }

    public IReadOnlyList<ApiKeyLine> Keys { get; private set; } = [];

    /// <summary>Only what the person may do; a key never does more.</summary>
    public IReadOnlyList<ChoiceItem> Choices => [.. ApiScopes.Of(Actor.Of(User).Roles).Select(scope => scope switch
    {
        ApiScopes.Read => new ChoiceItem(scope, "Read", "See what you see here"),
        ApiScopes.Plan => new(scope, "Plan", "Import courses, plan, publish and move"),
        ApiScopes.Book => new(scope, "Book", User.May(Access.Book) ? "Book and cancel places, and keep your engineers" : User.May(Access.ChangePlaces) ? "Cancel places and change engineers" : "Book practice"),
        ApiScopes.Assess => new(scope, "Assess", "Take registers, mark criteria and sign"),
        _ => new(scope, "Keys", "Make other keys: they may no more than this one, end with it and make none themselves"),
    })];

    public string? MakerOf(ApiKeyLine key) => Keys.FirstOrDefault(each => each.Id == key.MadeWith)?.Name;

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostMakeAsync()
    {
        if (!ModelState.IsValid) return await ListAsync() ?? Again();
        var answer = await Ask(new MakeApiKey(Name ?? "", Scopes, Days ?? 0));
        if (!answer.Succeeded) return await ListAsync() ?? Refused(answer.Error);
        Fresh = answer.Value.Key;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid key)
    {
        var answer = await Ask(new RevokeApiKey(key));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = "The key is revoked. Programs that use it are refused from now on.";
        return RedirectToPage();
    }

    private async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListApiKeys());
        if (!answer.Succeeded) return Missing(answer.Error);
        Keys = answer.Value.Keys;
        return null;
    }
}
