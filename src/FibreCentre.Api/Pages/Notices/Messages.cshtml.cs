using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Notices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>What people were told. All staff may look; sending again is the coordinators'.</summary>
[Authorize(Access.Staff)]
internal sealed class MessagesPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<(string State, int Count)> Counts { get; private set; } = [];

    public int Total => Counts.Sum(each => each.Count);

    public IReadOnlyList<MessageLine> Messages { get; private set; } = [];

    public long? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public Task<IActionResult> OnPostResendAsync(long message) => DecideAsync(message, MessageDecision.Resend, "It will be sent again within a minute.");

    public Task<IActionResult> OnPostDismissAsync(long message) => DecideAsync(message, MessageDecision.Dismiss, "It is dismissed.");

    private async Task<IActionResult> DecideAsync(long message, MessageDecision decision, string done)
    {
        if (!User.May(Access.Plan)) return Forbid();
        var answer = await Ask(new DecideMessage(message, decision));
        if (!answer.Succeeded) return await ListAsync() ?? Missing(answer.Error);
        Done = done;
        return RedirectToPage(new { State, Before });
    }

    /// <summary>The words of the state's tag, so that the count and the rows read alike.</summary>
    public static string InWords(string state) => StateTagTagHelper.InWords(state);

    private async Task<IActionResult?> ListAsync()
    {
        if (string.IsNullOrEmpty(State)) State = null;
        if (State is not null && !Enum.TryParse<MessageState>(State, ignoreCase: true, out _)) return NotFound();
        var answer = await Ask(new ListMessages(State, Before));
        if (!answer.Succeeded) return Missing(answer.Error);
        // What somebody may have to act on comes first.
        string[] order = ["dead", "uncertain", "retrying", "pending", "transmitting", "sent", "skipped"];
        Counts = [.. answer.Value.Counts.OrderBy(each => Array.IndexOf(order, each.Key)).Select(each => (each.Key, each.Value))];
        (Messages, Next) = (answer.Value.Messages, answer.Value.Next);
        return null;
    }
}
