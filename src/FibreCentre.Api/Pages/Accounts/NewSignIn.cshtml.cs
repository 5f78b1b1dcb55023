using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>First what somebody will do, then who they are.</summary>
[Authorize(Access.Administer)]
internal sealed class NewSignInPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? Role { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Provider { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Instructor { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Trainee { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IReadOnlyList<ChoiceItem> Providers { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> Instructors { get; private set; } = [];

    public EngineerAnswer? Engineer { get; private set; }

    public static IReadOnlyList<ChoiceItem> Choices =>
    [
        new(Roles.Booker, "Book places for a provider"), new(Roles.Instructor, "Teach and assess"), new(Roles.Coordinator, "Plan cohorts", "Also sees and changes bookings and people"), new(Roles.Iqa, "Assure quality", "Countersigns, samples decisions and decides appeals"),
        new(Roles.Manager, "See what it all yields", "Figures, cohorts and bookings; changes nothing"), new(Roles.Administrator, "Run the centre", "Plans, and looks after sign-ins, providers and what is kept"),
    ];

    public async Task<IActionResult> OnGetAsync(bool next)
    {
        if (next && string.IsNullOrEmpty(Role)) ModelState.AddModelError(nameof(Role), "Choose what they will do.");
        return await FindAsync() ?? (ModelState.IsValid ? Page() : Again());
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new AddSignIn(Role ?? "", Name, Email, Provider, Instructor, Trainee), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{answer.Value.Name} is added. A link to choose a password goes to {answer.Value.Email}.";
        return RedirectToPage("SignIn", new { answer.Value.Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        if (string.IsNullOrEmpty(Role) || !Roles.All.Contains(Role) || (Role == Roles.Trainee && Trainee is null)) Role = null;
        if (Role == Roles.Booker && await Ask(new ListProviders()) is { Succeeded: true, Value: var providers }) Providers = [new("", "Choose one"), .. providers.Providers.Select(each => new ChoiceItem($"{each.Id}", each.Name))];
        if (Role == Roles.Instructor && await Ask(new ListFacilities()) is { Succeeded: true, Value: var centre }) Instructors = [new("", "Choose one"), .. centre.Instructors.Select(each => new ChoiceItem($"{each.Id}", each.Name))];
        if (Role != Roles.Trainee) return null;
        var engineer = await Ask(new ShowEngineer(new TraineeId(Trainee!.Value)));
        if (!engineer.Succeeded) return Missing(engineer.Error);
        Engineer = engineer.Value;
        return null;
    }
}
