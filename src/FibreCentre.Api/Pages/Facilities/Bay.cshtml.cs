using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>One bay: what is planned there, its name and size, and taking it out of use.</summary>
[Authorize(Access.Plan)]
internal sealed class BayPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public int? Capacity { get; set; }

    [BindProperty]
    public DateOnly? From { get; set; }

    [BindProperty]
    public bool Back { get; set; }

    public BayAnswer Bay { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync(fresh: true) ?? Page();

    public async Task<IActionResult> OnPostSaveAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(Capacity, nameof(Capacity), "Enter how many can work there at once, from 1 to 60.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeBay(new(Id), Name ?? "", Capacity!.Value));
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{answer.Value.Name} is saved.";
        return RedirectToPage(new { Id });
    }

    public async Task<IActionResult> OnPostRetireAsync()
    {
        if (await FindAsync(fresh: true) is { } missing) return missing;
        if (!Back) ModelState.Require(From, nameof(From), "Enter the first day without it.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new RetireBay(new(Id), Back ? null : From));
        if (!answer.Succeeded) return Refused(answer.Error.At(nameof(From)));
        Done = answer.Value.RetiredOn is { } day ? $"{answer.Value.Name} is out of use from {Say.Day(day)}." : $"{answer.Value.Name} is back in use.";
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult?> FindAsync(bool fresh = false)
    {
        var answer = await Ask(new ShowBay(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Bay = answer.Value;
        if (fresh) (Name, Capacity) = (Bay.Name, Bay.Capacity);
        return null;
    }
}
