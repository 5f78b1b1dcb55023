using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>What one person was told, and how that person is to be told.</summary>
internal abstract class TellingPage : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Ways =
        [new("Invitations", "By an invitation for each session", "The calendar takes it up and can answer it"), new("Feed", "By a calendar address", "The calendar reads all sessions from it by itself; changes come as plain mails")];

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    [BindProperty]
    public TraineeTelling By { get; set; }

    public TellingAnswer Telling { get; private set; } = null!;

    /// <summary>Null: whoever asks.</summary>
    protected abstract TraineeId? Trainee { get; }

    public virtual bool MayChoose => true;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        By = Enum.Parse<TraineeTelling>(Telling.ToldBy, ignoreCase: true);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayChoose) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var answer = await Ask(new ChooseTelling(Trainee, By));
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = By == TraineeTelling.Feed ? "Sessions are told by a calendar address from now on." : answer.Value.Following == 0 ? "Sessions are told by invitations from now on." : $"Sessions are told by invitations from now on; {answer.Value.Following} follow.";
        return Redirect(Request.Path);
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowTelling(Trainee, Before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Telling = answer.Value;
        return null;
    }
}

/// <summary>For staff and the employer.</summary>
[Authorize(Access.SeePeople)]
internal sealed class EngineerMessagesPage : TellingPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public override bool MayChoose => User.May(Access.EditPeople);

    protected override TraineeId? Trainee => new(Id);
}

/// <summary>For the trainee.</summary>
[Authorize(Access.Trainee)]
internal sealed class MyMessagesPage : TellingPage
{
    protected override TraineeId? Trainee => null;
}
