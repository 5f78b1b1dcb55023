using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>An engineer works for another provider from now on.</summary>
[Authorize(Access.Plan)]
internal sealed class MovePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public Guid? Provider { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? EmployeeReference { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public EngineerAnswer Engineer { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Providers { get; private set; } = [];

    public IEnumerable<EngineerPlace> Ahead => Engineer.Places.Where(place => place.IsAhead);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        Email = Engineer.Email;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new ChangeEmployer(new(Id), new(Provider ?? Guid.Empty), Email, EmployeeReference), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "email-in-use" ? answer.Error.At(nameof(Email)) : answer.Error);
        Done = $"{Engineer.Name} works for {answer.Value.Provider} from now on.";
        return RedirectToPage("Show", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowEngineer(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Engineer = answer.Value;
        var providers = await Ask(new ListProviders());
        if (!providers.Succeeded) return Missing(providers.Error);
        Providers = [new("", "Choose a provider"), .. providers.Value.Providers.Where(each => each.Id != Engineer.ProviderId).Select(each => new ChoiceItem(each.Id.ToString(), each.Name))];
        return null;
    }
}
