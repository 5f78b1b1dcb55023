using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>A booker joins, sees its position and leaves; staff see the whole line and why somebody was passed over.</summary>
[Authorize(Access.SeeCohorts)]
internal sealed class WaitingListPage(IMediator mediator) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The entry that is asked about once more before it ends: its turn does not come back.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Leave { get; set; }

    [BindProperty]
    public int? Places { get; set; }

    /// <summary><c>any</c> or <c>together</c>.</summary>
    [BindProperty]
    public string? Which { get; set; }

    /// <summary><c>offer</c> or <c>automatic</c>.</summary>
    [BindProperty]
    public string? How { get; set; } = "offer";

    [BindProperty]
    public string? PurchaseOrder { get; set; }

    [BindProperty]
    public List<Guid> Trainees { get; set; } = [];

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public WaitingListAnswer List { get; private set; } = null!;

    /// <summary>Null for staff, and for a booker who waits already.</summary>
    public OwnEngineers? Own { get; private set; }

    public bool MayJoin => User.May(Access.Book);

    public bool MayLeave => User.May(Access.ChangePlaces);

    public IReadOnlyList<WaitingLine> InLine => [.. List.Entries.Where(entry => entry.Position is not null)];

    public IReadOnlyList<WaitingLine> Ended => [.. List.Entries.Where(entry => entry.Position is null)];

    /// <summary>Null unless it was asked for and still waits.</summary>
    public WaitingLine? Leaving => MayLeave ? InLine.FirstOrDefault(entry => entry.Id == Leave) : null;

    public WaitingLine? Mine => MayJoin && InLine is [var first, ..] ? first : null;

    public static IReadOnlyList<ChoiceItem> WhichChoices { get; } = [new("any", "Any that come free"), new("together", "All together or none", "You are passed over while fewer come free")];

    public static IReadOnlyList<ChoiceItem> HowChoices { get; } =
        [new("offer", "Offer me the places", "You have up to 24 hours to take them, less close to the start"), new("automatic", "Book them at once", "Under the purchase order number below; the course's terms for cancelling count")];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        // While some can be booked, only those who want more than that at once have reason to wait.
        Which = Cohort.PlacesForYou > 0 ? "together" : "any";
        return Page();
    }

    public async Task<IActionResult> OnPostJoinAsync()
    {
        if (!MayJoin) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        if (Places is null && ModelState.IsValid) ModelState.AddModelError(nameof(Places), "Enter how many places you want.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new JoinWaitingList(new(Id), Places!.Value, Which == "together", How == "automatic", string.IsNullOrWhiteSpace(PurchaseOrder) ? null : PurchaseOrder, Trainees), IdempotencyKey);
        if (!answer.Succeeded)
            return Refused(answer.Error.Facts.ContainsKey("rows") ? answer.Error.WithReasons(nameof(Trainees), [.. Trainees.Select(id => Own?.Names.GetValueOrDefault(id) ?? "An engineer")]) : answer.Error);
        Done = $"You are on the waiting list, number {answer.Value.Position} in line.";
        return RedirectToPage(new { Id });
    }

    public async Task<IActionResult> OnPostLeaveAsync(Guid entry)
    {
        if (!MayLeave) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new LeaveWaitingList(new(entry)), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = MayJoin ? "You have left the waiting list." : "The provider has left the waiting list.";
        return RedirectToPage(new { Id });
    }

    public static string Wish(WaitingLine entry) =>
        $"{Say.Count(entry.Places, "place")}{(entry.Places == 1 ? "" : entry.Together ? ", together" : ", any that come")}; {(entry.Automatic ? "booked at once" : "by offer")}{(entry.Offered > 0 ? $"; {entry.Offered} offered now" : "")}";

    public static string End(WaitingLine entry) => entry.State switch
    {
        "served" => "Got all places",
        "left" => "Left",
        "offer-lapsed" => "Did not take its offer in time",
        _ => "The cohort closed",
    };

    private async Task<IActionResult?> FindAsync()
    {
        var cohort = await Ask(new ShowCohort(new(Id)));
        if (!cohort.Succeeded) return Missing(cohort.Error);
        var list = await Ask(new ShowWaitingList(new(Id)));
        if (!list.Succeeded) return Missing(list.Error);
        (Cohort, List) = (cohort.Value, list.Value);
        if (!MayJoin || Mine is not null || !Cohort.TakesBookings) return null;
        var own = await OwnEngineers.ForAsync(Id, mediator, HttpContext.RequestAborted);
        if (!own.Succeeded) return Missing(own.Error);
        Own = own.Value;
        return null;
    }
}
