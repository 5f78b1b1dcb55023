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
    private const string PlannedAfterwards = "planned-afterwards";

    [BindProperty(SupportsGet = true)]
    public bool Retired { get; set; }

    public ListedKit Listed { get; private set; } = null!;

    public bool MayPlan => User.May(Access.Plan);

    /// <summary>Expired first, then what runs out soon, then what is out of use; the earliest last day first in each. The state of what is fine and yet planned after its last day is <c>planned-afterwards</c>.</summary>
    public IReadOnlyList<(string State, IReadOnlyList<(string Type, KitItemLine Item)> Items)> ToLookAt
    {
        get
        {
            string[] order = ["expired", "within-30-days", "within-90-days", "out-of-use", PlannedAfterwards];
            return [.. Listed.Types.SelectMany(type => type.Items.Where(NeedsLook).Select(item => (Type: type.KitType, Item: item)))
                .GroupBy(each => each.Item.State == "valid" ? PlannedAfterwards : each.Item.State).OrderBy(group => Array.IndexOf(order, group.Key))
                .Select(group => (group.Key, (IReadOnlyList<(string, KitItemLine)>)[.. group.OrderByDescending(each => each.Item.PlannedAfterwards.Count > 0).ThenBy(each => each.Item.ValidUntil ?? DateOnly.MaxValue)]))];
        }
    }

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

    public static bool NeedsLook(KitItemLine item) => item.State != "retired" && (item.State != "valid" || item.PlannedAfterwards.Count > 0);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListKit(Retired));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}
