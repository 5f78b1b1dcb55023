using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Engineers for the places of a booking that have no name yet: ticked, or from a sheet, of which every row is checked first. What is only held is booked with it.</summary>
[Authorize(Access.Book), RequestSizeLimit(EngineerUpload.MostTaken)]
internal sealed class NamesPage(IMediator mediator, IDataProtectionProvider protection, RequestContext context, TimeProvider clock) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public List<Guid> Engineers { get; set; } = [];

    [BindProperty]
    public IFormFile? Sheet { get; set; }

    [BindProperty]
    public string? Carried { get; set; }

    /// <summary>Rows ticked on the check, asked only when more can come than places lack a name.</summary>
    [BindProperty]
    public List<int> Take { get; set; } = [];

    [BindProperty]
    public bool MustChoose { get; set; }

    /// <summary>Asked only while the places are held.</summary>
    [BindProperty]
    public string? PurchaseOrder { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public OwnEngineers Own { get; private set; } = null!;

    /// <summary>Those first whom an offer means.</summary>
    public IReadOnlyList<ChoiceItem> Choices => [.. Own.Choices.OrderBy(each => each.Disabled).ThenBy(each => Booking.Meant.All(meant => meant.TraineeId.ToString() != each.Value))];

    /// <summary>Null until a sheet was sent.</summary>
    public CheckedRoll? Check { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool IsHeld => Booking.IsHeldAt(Now);

    /// <summary>Held so close to the first day that every place has to get its name with the order.</summary>
    public bool NeedsAll => IsHeld && Now >= Booking.NamesDueAt;

    public int Unnamed => Booking.Places.Count(place => place.TraineeId is null && (place.State == "confirmed" || (IsHeld && place.State == "held")));

    private EngineerSeal Seal => new(protection, Id, context.Actor.Account);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        Engineers = [.. Booking.Meant.Select(each => each.TraineeId).Where(Own.IsAble).Take(Unnamed)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Engineers.Count == 0) ModelState.AddModelError(nameof(Engineers), "Tick at least one engineer.");
        if (!IsOrdered() || !ModelState.IsValid) return Again();
        var answer = await AskOnce(new NamePlaces(new(Id), Engineers, [], PurchaseOrder), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.WithReasons(nameof(Engineers), [.. Engineers.Select(id => Own.Names.GetValueOrDefault(id, "An engineer"))]));
        return Named(answer.Value);
    }

    public async Task<IActionResult> OnPostSheetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var sheet = await SheetUpload.ReadAsync(Sheet, HttpContext.RequestAborted);
        if (sheet.Succeeded) return await CheckAsync(sheet.Value);
        ModelState.AddModelError(nameof(Sheet), sheet.Error.Detail);
        return Again();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Seal.Open(Carried) is not { } carried) return Stale();
        var named = carried.Taken(MustChoose ? Take : null);
        if (named.Lines.Count == 0) ModelState.AddModelError(nameof(Take), "Tick the engineers who come.");
        if (!IsOrdered() || !ModelState.IsValid) return await CheckAsync(carried) is PageResult ? Again() : NotFound();
        var answer = await AskOnce(new NamePlaces(new(Id), [], named.Engineers, PurchaseOrder), IdempotencyKey);
        if (answer.Succeeded) return Named(answer.Value);
        // What was true at the check is not any more: show how it stands now.
        var shown = await CheckAsync(carried);
        return Check is null ? shown : Refused(answer.Error.BesideItsRows());
    }

    public async Task<IActionResult> OnPostRejectedAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Seal.Open(Carried) is not { } carried) return Stale();
        var shown = await CheckAsync(carried);
        return Check is null ? shown : File(Check.Rejected(), "text/csv; charset=utf-8", $"{Booking.Reference}-not-named.csv");
    }

    /// <summary>Held places need an order number, and say so at its field.</summary>
    private bool IsOrdered()
    {
        if (!IsHeld || !string.IsNullOrWhiteSpace(PurchaseOrder)) return true;
        ModelState.AddModelError(nameof(PurchaseOrder), "Enter your purchase order number.");
        return false;
    }

    private RedirectToPageResult Named(NamedPlaces named)
    {
        var booked = IsHeld ? $"{Say.Count(Unnamed, "place")} booked under {PurchaseOrder!.Trim()}. " : "";
        var still = named.StillUnnamed == 0 ? "Every place has a name now." : $"{Say.Count(named.StillUnnamed, "place")} still without a name.";
        Done = $"{booked}{Say.List(named.Places.Select(place => place.Name!))} will be invited within minutes. {still}";
        return RedirectToPage("Booking", new { Id });
    }

    private async Task<IActionResult> CheckAsync(CarriedEngineers engineers)
    {
        if (Unnamed == 0) return Page();
        var check = await CheckedRoll.CheckAsync(mediator, Booking.CohortId, engineers, Unnamed, HttpContext.RequestAborted);
        if (!check.Succeeded) return Missing(check.Error);
        Check = check.Value;
        ModelState.Remove(nameof(Carried));
        Carried = Seal.Close(Check.Carried());
        return Page();
    }

    private PageResult Stale()
    {
        ModelState.AddModelError(nameof(Sheet), "The check is too old to name engineers from. Choose the file again.");
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }

    private async Task<IActionResult?> FindAsync()
    {
        var booking = await Ask(new ShowBooking(new(Id)));
        if (!booking.Succeeded) return Missing(booking.Error);
        Booking = booking.Value;
        var own = await OwnEngineers.ForAsync(Booking.CohortId, mediator, HttpContext.RequestAborted);
        if (!own.Succeeded) return Missing(own.Error);
        Own = own.Value;
        return null;
    }
}
