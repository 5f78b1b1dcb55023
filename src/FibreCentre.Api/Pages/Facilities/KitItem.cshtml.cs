using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>One kit item: whether it may be used, its history, what is planned with it.</summary>
[Authorize(Access.Staff)]
internal sealed class KitItemPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public DateOnly? From { get; set; }

    [BindProperty]
    public bool Back { get; set; }

    public KitItemAnswer Kit { get; private set; } = null!;

    public bool MayPlan => User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayPlan) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        if (!Back) ModelState.Require(From, nameof(From), "Enter the first day without it.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new RetireKitItem(new(Id), Back ? null : From));
        if (!answer.Succeeded) return Refused(answer.Error.At(nameof(From)));
        Done = answer.Value.RetiredOn is { } day ? $"{answer.Value.SerialNumber} is out of use from {Say.Day(day)}." : $"{answer.Value.SerialNumber} is back in use.";
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowKitItem(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Kit = answer.Value;
        return null;
    }
}
