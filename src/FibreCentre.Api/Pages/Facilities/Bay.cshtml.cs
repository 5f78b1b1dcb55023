using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>One bay: what is planned there, its name and size, and taking it out of use.</summary>
[Authorize(Access.Plan)]
internal sealed class BayPage : RetiringPage, IDescribeArriving
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public int? Capacity { get; set; }

    [BindProperty]
    public string? Arriving { get; set; }

    [BindProperty]
    public string? MapLink { get; set; }

    public BayAnswer Bay { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => ShowAsync(Fill);

    public async Task<IActionResult> OnPostSaveAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(Capacity, nameof(Capacity), "Enter how many can work there at once, from 1 to 60.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeBay(new(Id), Name ?? "", Capacity!.Value, Arriving, MapLink, Revision));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error);
        Done = $"{answer.Value.Name} is saved.";
        return RedirectToPage(new { Id });
    }

    public async Task<IActionResult> OnPostRetireAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        Fill();
        return await RetireAsync(from => new RetireBay(new(Id), from, Revision), Bay.Name);
    }

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowBay(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Bay = answer.Value;
        return null;
    }

    protected override int RevisionNow => Bay.Revision;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() =>
    [
        ("Name", Name, Bay.Name), ("Can work there at once", $"{Capacity}", $"{Bay.Capacity}"), ("To know when coming", Arriving, Bay.Arriving), ("Map", MapLink, Bay.MapLink),
        // Of the form beside it nothing was entered.
        .. From is null ? Array.Empty<(string, string?, string?)>() : [("Out of use for good from", Day(From), Day(Bay.RetiredOn))],
    ];

    private void Fill() => (Name, Capacity, Arriving, MapLink) = (Bay.Name, Bay.Capacity, Bay.Arriving, Bay.MapLink);
}

/// <summary>A form that asks how a bay is found.</summary>
internal interface IDescribeArriving
{
    string? Arriving { get; }

    string? MapLink { get; }
}
