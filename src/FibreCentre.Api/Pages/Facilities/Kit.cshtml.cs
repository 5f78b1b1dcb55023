using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>Kit by type, what somebody has to do something about first.</summary>
[Authorize(Access.Staff)]
internal sealed class KitPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public bool Retired { get; set; }

    public ListedKit Listed { get; private set; } = null!;

    public bool MayPlan => User.May(Access.Plan);

    /// <summary>What is planned after its last day.</summary>
    public IReadOnlyList<(string Type, KitItemLine Item)> Afterwards => [.. Listed.Types.SelectMany(type => type.Items.Where(item => item.PlannedAfterwards.Count > 0).Select(item => (type.KitType, item)))];

    public string InShort
    {
        get
        {
            var all = Listed.Types.SelectMany(type => type.Items).ToList();
            string[] counts =
            [
                .. new[] { ("expired", "out of calibration or inspection"), ("within-30-days", "within 30 days of it"), ("within-90-days", "within 90 days of it"), ("out-of-use", "out of use now") }
                    .Select(each => (Count: all.Count(item => item.State == each.Item1), Words: each.Item2)).Where(each => each.Count > 0).Select(each => $"{each.Count} {each.Words}"),
            ];
            return $"{Say.Count(all.Count, "item")}: {(counts.Length == 0 ? "all in use, and checked for 90 days at least" : Say.List(counts))}. The day is the last of calibration or inspection, whichever ends first.";
        }
    }

    public static bool NeedsLook(KitItemLine item) => item.State is not ("valid" or "retired") || item.PlannedAfterwards.Count > 0;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListKit(Retired));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}
