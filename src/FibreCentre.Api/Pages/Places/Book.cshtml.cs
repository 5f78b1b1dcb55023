using FibreCentre.Api.Features.Cohorts;
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

/// <summary>Names engineers, checks them, books them. The check is an answer to a POST that changes nothing; only the confirmation does.</summary>
[Authorize(Access.Book), RequestSizeLimit(EngineerUpload.MostTaken)]
internal sealed class BookPage(IMediator mediator, IDataProtectionProvider protection, RequestContext context) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public IFormFile? Sheet { get; set; }

    /// <summary>Somebody whose renewal is to be booked: the check comes at once.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Engineer { get; set; }

    /// <summary>Ticked engineers of the provider's.</summary>
    [BindProperty]
    public List<Guid> Chosen { get; set; } = [];

    [BindProperty]
    public string? Carried { get; set; }

    /// <summary>Rows ticked on the check, asked only when more can be booked than there are places.</summary>
    [BindProperty]
    public List<int> Take { get; set; } = [];

    [BindProperty]
    public bool MustChoose { get; set; }

    [BindProperty]
    public string? PurchaseOrder { get; set; }

    /// <summary>Places to book without names, alone or beside engineers.</summary>
    [BindProperty]
    public int? Unnamed { get; set; }

    /// <summary>How many of them the total on the check was shown with. No more and no fewer are booked with it.</summary>
    [BindProperty]
    public int More { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>Tells the booking's page that it is seen for the first time.</summary>
    [TempData]
    public Guid? JustBooked { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Known { get; private set; } = [];

    /// <summary>How many places could be booked without a name beside the engineers who can come.</summary>
    public int RoomForUnnamed => Check is { MustChoose: false } && Cohort.Holds.Count > 0 ? Check.Seats - Check.Takes : 0;

    /// <summary>Null until engineers were named.</summary>
    public CheckedRoll? Check { get; private set; }

    private EngineerSeal Seal => new(protection, Id, context.Actor.Account);

    public async Task<IActionResult> OnGetAsync() => await FindCohortAsync() ?? (Engineer is { } engineer ? await CheckAsync(new([engineer], null, [])) : await WaysInAsync());

    public async Task<IActionResult> OnPostSheetAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        var sheet = await SheetUpload.ReadAsync(Sheet, HttpContext.RequestAborted);
        if (sheet.Succeeded) return await CheckAsync(sheet.Value);
        ModelState.AddModelError(nameof(Sheet), sheet.Error.Detail);
        return await WaysInAsync(StatusCodes.Status400BadRequest);
    }

    public async Task<IActionResult> OnPostPickAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        if (Chosen.Count > 0) return await CheckAsync(new([.. Chosen.Distinct()], null, []));
        ModelState.AddModelError(nameof(Chosen), "Tick the engineers to book.");
        return await WaysInAsync(StatusCodes.Status400BadRequest);
    }

    /// <summary>The check once more, with the total for as many places without a name.</summary>
    public async Task<IActionResult> OnPostTotalAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        if (Seal.Open(Carried) is not { } carried) return await StaleAsync();
        if (await CheckAsync(carried) is not PageResult shown) return NotFound();
        AddUnnamed();
        return ModelState.IsValid ? shown : Again();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        if (Seal.Open(Carried) is not { } carried) return await StaleAsync();

        var booked = carried.Taken(MustChoose ? Take : null);
        if (MustChoose && booked.Known.Count + booked.Lines.Count == 0) ModelState.AddModelError(nameof(Take), "Tick the engineers to book.");
        if (ModelState.IsValid && (Unnamed ?? 0) != More)
        {
            // Another number than the total was shown with: that is shown first.
            if (await CheckAsync(carried) is not PageResult) return NotFound();
            if (AddUnnamed()) ModelState.AddModelError(nameof(Unnamed), "The total is another one with these places. Look at it, then book.");
            return Again();
        }
        if (!ModelState.IsValid) return await CheckAsync(carried) is PageResult ? Again() : NotFound();
        var answer = await AskOnce(new BookPlaces(new(Id), PurchaseOrder ?? "", booked.Known, booked.Engineers, Unnamed ?? 0), IdempotencyKey!);
        if (!answer.Succeeded)
        {
            // What was true at the check is not any more: show how it stands now.
            var shown = await CheckAsync(carried);
            return Check is null ? shown : Refused(answer.Error.BesideItsRows());
        }
        JustBooked = answer.Value.BookingId;
        return RedirectToPage("Booking", new { id = answer.Value.BookingId });
    }

    public async Task<IActionResult> OnPostUnnamedAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        if (Unnamed is null or < 1 && ModelState.IsValid) ModelState.AddModelError(nameof(Unnamed), "Enter how many places to book without a name.");
        if (!ModelState.IsValid) return await WaysInAsync(StatusCodes.Status400BadRequest);
        var answer = await AskOnce(new BookPlaces(new(Id), PurchaseOrder ?? "", [], [], Unnamed!.Value), IdempotencyKey);
        if (!answer.Succeeded)
        {
            var shown = await WaysInAsync();
            return shown is NotFoundResult ? shown : Refused(answer.Error);
        }
        JustBooked = answer.Value.BookingId;
        return RedirectToPage("Booking", new { id = answer.Value.BookingId });
    }

    public async Task<IActionResult> OnPostRejectedAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        if (Seal.Open(Carried) is not { } carried) return await StaleAsync();
        var shown = await CheckAsync(carried);
        return Check is null ? shown : File(Check.Rejected(), "text/csv; charset=utf-8", $"{Cohort.Code}-not-booked.csv");
    }

    /// <summary>Takes the number of places without a name into the total shown, if there is room for them.</summary>
    private bool AddUnnamed()
    {
        More = 0;
        if (!ModelState.IsValid) return false;
        if (Unnamed is { } unnamed && (unnamed < 0 || unnamed > RoomForUnnamed))
        {
            ModelState.AddModelError(nameof(Unnamed), RoomForUnnamed == 0 ? "No place without a name can be added any more." : $"Choose from 0 to {RoomForUnnamed} places without a name.");
            return false;
        }
        More = Unnamed ?? 0;
        return true;
    }

    private async Task<IActionResult?> FindCohortAsync()
    {
        var cohort = await Ask(new ShowCohort(new(Id)));
        if (!cohort.Succeeded) return Missing(cohort.Error);
        Cohort = cohort.Value;
        return null;
    }

    private async Task<IActionResult> WaysInAsync(int status = StatusCodes.Status200OK)
    {
        var known = new List<ChoiceItem>();
        var has = Cohort.Places.Select(place => place.TraineeId).OfType<Guid>().ToHashSet();
        // A provider's engineers are some hundreds at most; they fit one page, which the browser can search.
        for (Guid? after = null; known.Count < 2000;)
        {
            var page = await Ask(new ListTrainees(after, 100));
            if (!page.Succeeded) return Missing(page.Error);
            known.AddRange(page.Value.Trainees.Select(each => Choice(each, has.Contains(each.Id))));
            if ((after = page.Value.Next) is null) break;
        }
        Known = known;
        Response.StatusCode = status;
        return Page();
    }

    private ChoiceItem Choice(TraineeLine trainee, bool hasPlace) => new(
        trainee.Id.ToString(), trainee.Name, hasPlace ? $"{trainee.Email} · has a place on this cohort" : trainee.Email, Chosen.Contains(trainee.Id), hasPlace);

    private async Task<IActionResult> CheckAsync(CarriedEngineers engineers)
    {
        var check = await CheckedRoll.CheckAsync(mediator, Id, engineers, seats: null, HttpContext.RequestAborted);
        if (!check.Succeeded) return Missing(check.Error);
        Check = check.Value;
        More = Math.Clamp(More, 0, RoomForUnnamed);
        ModelState.Remove(nameof(Carried));
        Carried = Seal.Close(Check.Carried());
        return Page();
    }

    private Task<IActionResult> StaleAsync()
    {
        ModelState.AddModelError(nameof(Sheet), "The check is too old to book from. Choose the file, or tick the engineers, again.");
        return WaysInAsync(StatusCodes.Status409Conflict);
    }
}
