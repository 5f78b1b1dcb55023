using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Cohorts;

[Authorize(Access.SeeCohorts)]
internal sealed class ShowPage(TimeProvider clock) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int? Revision { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    /// <summary>A booker's own entry on the waiting list.</summary>
    public WaitingLine? Waiting { get; private set; }

    public bool IsDeciding => Cohort.DecideAt <= clock.GetUtcNow();

    /// <summary>How many wait, for staff.</summary>
    public int InLine { get; private set; }

    /// <summary>Null for a draft, to which nobody is invited.</summary>
    public CohortAnswers? Answers { get; private set; }

    /// <summary>For staff; those released are on the page of places.</summary>
    public IReadOnlyList<AllocationLine> Allocations { get; private set; } = [];

    /// <summary>Serial numbers are the centre's own business.</summary>
    public bool ShowsKit => User.May(Access.Staff) && Cohort.Sessions.Any(session => session.Resources.Any(each => each.Kind == "kit"));

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostPublishAsync()
    {
        if (!User.May(Access.Plan)) return Forbid();
        var answer = await AskOnce(new PublishCohort(new(Id), Revision), IdempotencyKey!);
        if (!answer.Succeeded) return await FindAsync() ?? Refused(answer.Error);
        Done = $"{answer.Value.Code} is published. Providers can book places on it now.";
        return RedirectToPage(new { Id });
    }

    /// <summary>Only what lies ahead can move, in a cohort that still runs.</summary>
    public bool CanMove(SessionAnswer session) => Cohort.State is not ("completed" or "cancelled") && session.During.Starts > clock.GetUtcNow();

    public bool CanDrop => Cohort.State == "draft" && Cohort.BookingClosesAt > clock.GetUtcNow();

    public static string Names(SessionAnswer session, string kind) =>
        session.Resources.Where(each => each.Kind == kind).Select(each => each.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "Not given yet";

    /// <summary>By type, since nobody reads twelve serial numbers: "6 fusion splicers".</summary>
    public static string Kit(SessionAnswer session) =>
        session.Resources.Where(each => each.KitType is not null).GroupBy(each => each.KitType!)
            .Select(type => Say.Count(type.Count(), Say.Words(type.Key))).ToList() is { Count: > 0 } kit ? string.Join(", ", kit) : "None";

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowCohort(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Cohort = answer.Value;
        if (Cohort.State == "draft") return null;
        var waiting = await Ask(new ShowWaitingList(new(Id)));
        if (!waiting.Succeeded) return Missing(waiting.Error);
        var inLine = waiting.Value.Entries.Where(entry => entry.Position is not null).ToList();
        (InLine, Waiting) = (inLine.Count, User.May(Access.Book) && inLine is [var first, ..] ? first : null);
        var answers = await Ask(new ShowAnswers(new(Id)));
        if (!answers.Succeeded) return Missing(answers.Error);
        Answers = answers.Value;
        if (!User.May(Access.Staff)) return null;
        var allocations = await Ask(new ListAllocations(new(Id)));
        if (!allocations.Succeeded) return Missing(allocations.Error);
        Allocations = [.. allocations.Value.Allocations.Where(each => each.ReleasedAt is null)];
        return null;
    }
}
