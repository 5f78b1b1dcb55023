using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Prices agreed with providers.</summary>
[Authorize(Access.Plan)]
internal sealed class PricesPage : CentrePage
{
    [BindProperty]
    public Guid? Provider { get; set; }

    [BindProperty]
    public string? Course { get; set; }

    /// <summary>As it was typed: with or without a pound sign and commas.</summary>
    [BindProperty]
    public string? Price { get; set; }

    [BindProperty, Display(Name = "the first day on which such a cohort may begin")]
    public DateOnly? ValidFrom { get; set; }

    [BindProperty, Display(Name = "the last day on which such a cohort may begin")]
    public DateOnly? ValidUntil { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public ListedAgreements Listed { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Providers { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> Courses { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAgreeAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var price = ReadPrice();
        Need(nameof(Provider), Provider is null, "Choose the provider.");
        Need(nameof(Course), !CourseCode.TryParse(Course, out var course), "Choose the course.");
        Need(nameof(Price), price is null, "Enter the price a place, such as 295 or 295.50.");
        Need(nameof(ValidFrom), ValidFrom is null, "Enter the first day it counts for.");
        Need(nameof(ValidUntil), ValidUntil is null, "Enter the last day it counts for.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new AgreePrice(new(Provider!.Value), course, price!.Value, ValidFrom!.Value, ValidUntil!.Value), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{Say.Money(answer.Value.Price)} a place agreed with {answer.Value.Provider} for {answer.Value.Course}.";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEndAsync(Guid agreement)
    {
        var answer = await AskOnce(new EndAgreement(agreement), IdempotencyKey);
        if (!answer.Succeeded) return await FindAsync() ?? Refused(answer.Error);
        Done = "The agreement has ended. Places booked under it keep their price.";
        return RedirectToPage();
    }

    private decimal? ReadPrice() =>
        decimal.TryParse((Price ?? "").Replace("£", "", StringComparison.Ordinal).Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var read) ? read : null;

    private void Need(string field, bool isMissing, string message)
    {
        if (isMissing && ModelState.GetFieldValidationState(field) != ModelValidationState.Invalid) ModelState.AddModelError(field, message);
    }

    private async Task<IActionResult?> FindAsync()
    {
        var listed = await Ask(new ListAgreements());
        if (!listed.Succeeded) return Missing(listed.Error);
        var courses = await Ask(new ListCourses());
        if (!courses.Succeeded) return Missing(courses.Error);
        Listed = listed.Value;
        Providers = [new("", "Choose"), .. listed.Value.Providers.Select(each => new ChoiceItem(each.Id.ToString(), each.Name))];
        Courses = [new("", "Choose"), .. courses.Value.Courses.Select(each => new ChoiceItem(each.Code, $"{each.Code} {each.Title}, {Say.Money(each.PricePerPlace)}"))];
        return null;
    }
}
