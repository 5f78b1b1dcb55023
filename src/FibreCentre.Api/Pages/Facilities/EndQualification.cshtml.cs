using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class EndQualificationPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid Qualification { get; set; }

    [BindProperty]
    public DateOnly? LastDay { get; set; }

    public InstructorAnswer Instructor { get; private set; } = null!;

    public HeldQualification Held { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        LastDay = Held.ValidUntil;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(LastDay, nameof(LastDay), "Enter the last day it counts.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new EndQualification(new(Id), Qualification, LastDay!.Value));
        if (!answer.Succeeded) return Refused(answer.Error.At(nameof(LastDay)));
        Done = $"{Say.Heading(Held.Name)} counts until {Say.Day(LastDay.Value)}." + (answer.Value.Without.Count == 0 ? "" : $" Planned without it: {string.Join("; ", answer.Value.Without.Take(5).Select(each => $"{each.What}, {Say.Moment(each.During.Starts)}"))}. Give them to somebody else.");
        return RedirectToPage("Instructor", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowInstructor(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        if (answer.Value.Qualifications.FirstOrDefault(each => each.Id == Qualification) is not { } held) return NotFound();
        (Instructor, Held) = (answer.Value, held);
        return null;
    }
}
