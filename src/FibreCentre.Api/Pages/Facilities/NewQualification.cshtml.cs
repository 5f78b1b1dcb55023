using System.ComponentModel.DataAnnotations;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class NewQualificationPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Other { get; set; }

    [BindProperty, Display(Name = "the first day it counts")]
    public DateOnly? ValidFrom { get; set; }

    [BindProperty, Display(Name = "the last day it counts")]
    public DateOnly? ValidUntil { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public InstructorAnswer Instructor { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Names { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var name = string.IsNullOrWhiteSpace(Other) ? Name : Slugs.Of(Other);
        ModelState.Require(string.IsNullOrEmpty(name) ? null : name, nameof(Name), "Choose a qualification, or enter another one.");
        ModelState.Require(ValidFrom, nameof(ValidFrom), "Enter the first day it counts.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new AddQualification(new(Id), name!, ValidFrom!.Value, ValidUntil), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "qualification-there" ? answer.Error.At(nameof(ValidFrom)) : answer.Error);
        Done = $"{Say.Heading(answer.Value.Name)} is recorded.";
        return RedirectToPage("Instructor", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowInstructor(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Instructor = answer.Value;
        var all = await Ask(new ListFacilities());
        if (!all.Succeeded) return Missing(all.Error);
        Names = [new("", "Choose one"), .. all.Value.Instructors.SelectMany(each => each.Qualifications).Select(each => each.Name).Distinct().Order(StringComparer.Ordinal).Select(each => new ChoiceItem(each, Say.Heading(each)))];
        return null;
    }
}

internal static class Slugs
{
    /// <summary>Words as courses write them: "Fusion splicer" becomes "fusion-splicer".</summary>
    public static string Of(string words) => string.Join('-', words.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
