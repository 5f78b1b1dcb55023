using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class EndQualificationPage : InstructorForm
{
    [BindProperty(SupportsGet = true)]
    public Guid Qualification { get; set; }

    [BindProperty]
    public DateOnly? LastDay { get; set; }

    public HeldQualification Held { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => LastDay = Held.ValidUntil);

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(LastDay, nameof(LastDay), "Enter the last day it counts.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new EndQualification(new(Id), Qualification, LastDay!.Value, Revision));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error, nameof(LastDay));
        Done = $"{Say.Heading(Held.Name)} counts until {Say.Day(LastDay.Value)}." + (answer.Value.Without.Count == 0 ? "" : $" Planned without it: {string.Join("; ", answer.Value.Without.Take(5).Select(each => $"{each.What}, {Say.Moment(each.During.Starts)}"))}. Give them to somebody else.");
        return RedirectToPage("Instructor", new { Id });
    }

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() => [("Last day it counts", Day(LastDay), Day(Held.ValidUntil))];

    protected override async Task<IActionResult?> FindAsync()
    {
        if (await base.FindAsync() is { } missing) return missing;
        if (Instructor.Qualifications.FirstOrDefault(each => each.Id == Qualification) is not { } held) return NotFound();
        Held = held;
        return null;
    }
}
