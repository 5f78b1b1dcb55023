using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>Everybody who signs in, for whoever runs the centre.</summary>
[Authorize(Access.Administer)]
internal sealed class SignInsPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Skip { get; set; }

    public ListedSignIns Listed { get; private set; } = new(0, []);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListSignIns(Search, Skip));
        if (!answer.Succeeded) return Refused(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

/// <summary>Roles as people call them.</summary>
internal static class RoleWords
{
    public static string Of(IEnumerable<string> roles) => Say.Sentence(Say.List(roles.Select(Of)));

    public static string Of(string role) => role switch
    {
        Roles.Administrator => "administrator", Roles.Coordinator => "coordinator", Roles.Instructor => "instructor", Roles.Iqa => "quality assurer", Roles.Manager => "manager", Roles.Booker => "books for a provider", Roles.Trainee => "engineer in training", _ => role,
    };
}
