using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Staff)]
internal sealed class IndexPage : CentrePage
{
    public ListedFacilities Centre { get; private set; } = null!;

    public bool MayPlan => User.May(Access.Plan);

    public string KitInShort => (Centre.Kit.Count(item => item.State == "expired"), Centre.Kit.Count(item => item.State == "expiring")) switch
    {
        (0, 0) => $"{Say.Count(Centre.Kit.Count, "item")}, all in calibration for 90 days at least.",
        (var expired, var expiring) => $"{Say.Count(Centre.Kit.Count, "item")}: {expired} out of calibration, {expiring} within 90 days of it. What is out is not proposed for sessions.",
    };

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListFacilities());
        if (!answer.Succeeded) return Missing(answer.Error);
        Centre = answer.Value;
        return Page();
    }

    /// <summary>What somebody has to do something about is open when the page is.</summary>
    public static bool NeedsLook(IEnumerable<KitLine> type) => type.Any(item => item.State != "valid");
}
