using System.Globalization;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

[Authorize(Access.EditPeople)]
internal sealed class EditPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? GivenName { get; set; }

    [BindProperty]
    public string? FamilyName { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public DateOnly? DateOfBirth { get; set; }

    [BindProperty]
    public string? EmployeeReference { get; set; }

    [BindProperty]
    public List<string> Declared { get; set; } = [];

    /// <summary>The revision that was looked at.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<ChoiceItem> Kinds { get; } = [.. Declarations.All.Order().Select(kind => new ChoiceItem(kind, Say.Heading(kind), kind == Declarations.AsbestosAwareness ? "Counts for 12 months from the day it is declared." : null))];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowEngineer(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        var engineer = answer.Value;
        (GivenName, FamilyName, Email, DateOfBirth, EmployeeReference, Seen, Name) = (engineer.GivenName, engineer.FamilyName, engineer.Email, engineer.DateOfBirth, engineer.EmployeeReference, engineer.Revision, engineer.Name);
        Declared = [.. engineer.Declarations.Where(each => each.Stands).Select(each => each.Kind)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var known = await Ask(new ShowEngineer(new(Id)));
        if (!known.Succeeded) return Missing(known.Error);
        Name = known.Value.Name;
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new EditEngineer(new(Id), new(GivenName ?? "", FamilyName ?? "", Email ?? "", DateOfBirth?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", EmployeeReference, Declared), Seen));
        if (!answer.Succeeded) return Refused(answer.Error.Code == "email-in-use" ? answer.Error.At(nameof(Email)) : answer.Error);
        Done = $"The details of {answer.Value.Name} are saved.";
        return RedirectToPage("Show", new { Id });
    }
}
