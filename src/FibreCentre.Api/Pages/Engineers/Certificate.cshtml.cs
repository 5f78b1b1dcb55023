using System.Globalization;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>Records a certificate that was earned elsewhere.</summary>
[Authorize(Access.EditPeople)]
internal sealed class CertificatePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Course { get; set; }

    [BindProperty]
    public string? Number { get; set; }

    [BindProperty]
    public string? Issuer { get; set; }

    [BindProperty]
    public DateOnly? AchievedOn { get; set; }

    [BindProperty]
    public DateOnly? ExpiresOn { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<ChoiceItem> Courses { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new RecordOutsideCertificate(new(Id), new(Course ?? "", Number ?? "", Issuer ?? "", AchievedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "outside-certificate-known" ? answer.Error.At(nameof(Number)) : answer.Error);
        Done = "The certificate is recorded. It counts for now; the centre has not verified it yet.";
        return RedirectToPage("Show", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowEngineer(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Name = answer.Value.Name;
        var courses = await Ask(new ListCourses());
        if (!courses.Succeeded) return Missing(courses.Error);
        Courses = [new("", "Choose a course"), .. courses.Value.Courses.Select(course => new ChoiceItem(course.Code, $"{course.Code} {course.Title}"))];
        return null;
    }
}
