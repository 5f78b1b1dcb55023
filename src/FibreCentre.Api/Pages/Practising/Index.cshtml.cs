using FibreCentre.Api.Features.Practising;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Practising;

/// <summary>Practice from today on: one's own, that of the provider's engineers, or for staff everybody's.</summary>
[Authorize(Access.Anyone)]
internal sealed class IndexPage : CentrePage
{
    [BindProperty]
    public Guid Practised { get; set; }

    public IReadOnlyList<PracticeLine> Practice { get; private set; } = [];

    public bool IsStaff => User.May(Access.Staff);

    public bool IsBooker => User.May(Access.Book);

    public bool MayBook => User.May(Access.Practise) && !IsStaff;

    public bool MayRelease => User.May(Access.ReleasePractice);

    public bool ShowsWho => IsStaff || IsBooker;

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostReleaseAsync()
    {
        if (!MayRelease) return Forbid();
        if (await ListAsync() is { } missing) return missing;
        var answer = await Ask(new ReleasePractice(new(Practised)));
        if (!answer.Succeeded) return Missing(answer.Error);
        var line = Practice.FirstOrDefault(each => each.Id == Practised);
        Done = line is null ? "It is released." : $"{line.Bay} on {Say.Slot(line.During)} is released.{(IsStaff ? " Whoever booked it is told." : "")}";
        return RedirectToPage();
    }

    private async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListPractice());
        if (!answer.Succeeded) return Missing(answer.Error);
        Practice = answer.Value.Practice;
        return null;
    }
}
