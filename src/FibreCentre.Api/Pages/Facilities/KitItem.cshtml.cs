using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>One kit item: whether it may be used, its history, what is planned with it.</summary>
[Authorize(Access.Staff)]
internal sealed class KitItemPage : RetiringPage
{
    public KitItemAnswer Kit { get; private set; } = null!;

    public bool MayPlan => User.May(Access.Plan);

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => { });

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayPlan) return Forbid();
        return await FindAsync() ?? await RetireAsync(from => new RetireKitItem(new(Id), from, Revision), Kit.Item.SerialNumber);
    }

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowKitItem(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Kit = answer.Value;
        return null;
    }

    protected override int RevisionNow => Kit.Revision;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() => [("Out of use for good from", Day(From), Day(Kit.Item.RetiredOn))];
}
