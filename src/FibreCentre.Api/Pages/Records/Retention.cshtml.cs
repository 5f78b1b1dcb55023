using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Records;

/// <summary>What is kept how long.</summary>
[Authorize(Access.Administer)]
internal sealed class RetentionPage : CentrePage
{
    [BindProperty]
    public string Code { get; set; } = "";

    [BindProperty]
    public int? Months { get; set; }

    [BindProperty]
    public int? Seen { get; set; }

    public ListedRetention Kept { get; private set; } = null!;

    public async Task OnGetAsync() => Kept = (await Ask(new ListRetention())).Value!;

    public async Task<IActionResult> OnPostAsync()
    {
        var answer = await Ask(new ChangeRetention(Code, Months ?? 0, Seen));
        if (answer.Succeeded)
        {
            Done = $"{answer.Value.What}: {Say.Count(answer.Value.Months, "month")}.";
            return RedirectToPage();
        }
        await OnGetAsync();
        return Missing(answer.Error);
    }
}
