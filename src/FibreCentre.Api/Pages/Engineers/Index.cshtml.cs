using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>Who holds what and until when; all, or those that are looked for.</summary>
[Authorize(Access.SeePeople)]
internal sealed class IndexPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary><c>90</c>, <c>60</c> or <c>30</c> days, <c>booked</c>, <c>holds</c> or <c>qualified</c>; empty for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    /// <summary>Of <c>holds</c> and <c>qualified</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Course { get; set; }

    public ListedTrainees Listed { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Courses { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> Shows { get; } =
    [
        new("", "Everybody"), new("booked", "With a place ahead"), new("90", "Running out in 90 days"), new("60", "Running out in 60 days"), new("30", "Running out in 30 days"),
        new("holds", "Holding the course"), new("qualified", "Qualified to take the course"),
    ];

    public bool ManyProviders => !User.IsInRole(Roles.Booker);

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || !string.IsNullOrEmpty(Show);

    public string Next => $"/engineers{QueryString.Create(new Dictionary<string, string?> { ["after"] = $"{Listed.Next}", ["search"] = Search, ["show"] = Show, ["course"] = Course }.Where(each => !string.IsNullOrEmpty(each.Value)))}";

    public async Task<IActionResult> OnGetAsync()
    {
        var courses = await Ask(new ListCourses());
        if (!courses.Succeeded) return Missing(courses.Error);
        Courses = [new("", "No course"), .. courses.Value.Courses.Select(course => new ChoiceItem(course.Code, $"{course.Code} {course.Title}"))];
        var asksForCourse = Show is "holds" or "qualified";
        if (asksForCourse && string.IsNullOrEmpty(Course)) ModelState.AddModelError(nameof(Course), "Choose the course.");
        var answer = await Ask(new ListTrainees(
            After, 50, Search, Show is "30" or "60" or "90" ? int.Parse(Show, System.Globalization.CultureInfo.InvariantCulture) : null, Show == "booked", Show == "holds" ? Course : null, Show == "qualified" ? Course : null));
        if (!answer.Succeeded) return NotFound();
        Listed = answer.Value;
        return Page();
    }

    /// <summary>In the words that the page shows: null for what neither ran out nor does so soon.</summary>
    public string? Warning(HeldLine held) => held.State == "rejected" ? "rejected" : RunsOut.InWords(held.ExpiresOn, Listed.Today);
}

/// <summary>How a page says that something runs out.</summary>
internal static class RunsOut
{
    public static string? InWords(DateOnly? expiresOn, DateOnly today) => expiresOn is not { } last ? null : (last.DayNumber - today.DayNumber) switch
    {
        < 0 => "expired", 0 => "expires today", 1 => "expires tomorrow", <= Competence.SoonDays and var days => $"expires in {days} days", _ => null,
    };

    /// <summary>The nearer, the louder: 30, 60 and 90 days.</summary>
    public static string Colour(string warning, DateOnly? expiresOn, DateOnly today) =>
        warning is "expired" or "rejected" ? "red" : expiresOn is { } last && last.DayNumber - today.DayNumber <= 30 ? "orange" : "yellow";
}
