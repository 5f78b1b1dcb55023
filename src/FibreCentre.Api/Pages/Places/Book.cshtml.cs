using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Names engineers, checks them, books them. The check is an answer to a POST that changes nothing; only the confirmation does.</summary>
[Authorize(Access.Book)]
internal sealed class BookPage(IDataProtectionProvider protection, RequestContext context) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public IFormFile? Sheet { get; set; }

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

    /// <summary>Places to book without names.</summary>
    [BindProperty]
    public int? Unnamed { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>Tells the booking's page that it is seen for the first time.</summary>
    [TempData]
    public Guid? JustBooked { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Known { get; private set; } = [];

    /// <summary>Null until engineers were named.</summary>
    public CheckedRoll? Check { get; private set; }

    private EngineerSeal Seal => new(protection, Id, context.Actor.Account);

    public async Task<IActionResult> OnGetAsync() => await FindCohortAsync() ?? await WaysInAsync();

    public async Task<IActionResult> OnPostSheetAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        var rows = await ReadSheetAsync();
        if (rows.Succeeded) return await CheckAsync(new([], rows.Value, []));
        ModelState.AddModelError(nameof(Sheet), rows.Error.Detail);
        return await WaysInAsync(StatusCodes.Status400BadRequest);
    }

    public async Task<IActionResult> OnPostPickAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        if (Chosen.Count > 0) return await CheckAsync(new([.. Chosen.Distinct()], [], []));
        ModelState.AddModelError(nameof(Chosen), "Tick the engineers to book.");
        return await WaysInAsync(StatusCodes.Status400BadRequest);
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await FindCohortAsync() is { } missing) return missing;
        if (Seal.Open(Carried) is not { } carried) return await StaleAsync();

        var booked = carried.Only((MustChoose ? carried.Accepted.Intersect(Take) : carried.Accepted).ToHashSet());
        var answer = await AskOnce(new BookPlaces(new(Id), PurchaseOrder ?? "", booked.Known, [.. booked.Rows.Select(row => row.Engineer)]), IdempotencyKey!);
        if (!answer.Succeeded)
        {
            // What was true at the check is not any more: show how it stands now.
            var shown = await CheckAsync(carried);
            return Check is null ? shown : Refused(answer.Error.Kind == ErrorKind.Invalid ? answer.Error : answer.Error with { Facts = new Dictionary<string, object?>() });
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
        if (Check is null) return shown;
        var rejected = Check.Rows.Where(row => !row.Accepted && row.Sheet is not null).Select(row => (row.Sheet!, row.Answer.Reasons));
        return File(RejectedSheet.Write(rejected), "text/csv; charset=utf-8", $"{Cohort.Code}-not-booked.csv");
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

    private async Task<Result<IReadOnlyList<SheetRow>>> ReadSheetAsync()
    {
        if (Sheet is null) return PlaceErrors.SheetUnreadable("Choose the file with your engineers.");
        if (Sheet.Length > EngineerSheet.MostBytes) return PlaceErrors.SheetUnreadable(EngineerSheet.TooLarge);
        using var octets = new MemoryStream((int)Sheet.Length);
        await Sheet.CopyToAsync(octets, HttpContext.RequestAborted);
        return EngineerSheet.Read(octets.ToArray());
    }

    private async Task<IActionResult> CheckAsync(CarriedEngineers engineers)
    {
        var answer = await Ask(new CheckEngineers(new(Id), engineers.Known, [.. engineers.Rows.Select(row => row.Engineer)]));
        if (!answer.Succeeded) return Missing(answer.Error);
        Check = CheckedRoll.Of(answer.Value, engineers);
        ModelState.Remove(nameof(Carried));
        Carried = Seal.Close(engineers with { Accepted = [.. Check.Rows.Where(row => row.Accepted).Select(row => row.Answer.Row)] });
        return Page();
    }

    private Task<IActionResult> StaleAsync()
    {
        ModelState.AddModelError(nameof(Sheet), "The check is too old to book from. Choose the file, or tick the engineers, again.");
        return WaysInAsync(StatusCodes.Status409Conflict);
    }
}

/// <summary>The answer of the check beside the file's own rows.</summary>
internal sealed record CheckedRoll(CheckedEngineers Answer, IReadOnlyList<CheckedRow> Rows)
{
    public int Accepted => Answer.Accepted;

    public bool IsFromFile => Rows.Any(row => row.Sheet is not null);

    /// <summary>More can be booked than there are places: the booker has to choose.</summary>
    public bool MustChoose => Accepted > Answer.PlacesLeft && Answer.PlacesLeft > 0;

    /// <summary>How many a click on the button books.</summary>
    public int Bookable => Math.Min(Accepted, Answer.PlacesLeft);

    public static CheckedRoll Of(CheckedEngineers answer, CarriedEngineers engineers)
    {
        var seats = answer.PlacesLeft;
        return new(answer, [.. answer.Rows.Select((row, index) =>
        {
            var accepted = row.Reasons.Count == 0;
            return new CheckedRow(row, index < engineers.Known.Count ? null : engineers.Rows[index - engineers.Known.Count], accepted, accepted && seats-- > 0);
        })]);
    }
}

/// <param name="Sheet">Null for an engineer who was ticked.</param>
/// <param name="HasSeat">Whether there is still a place for it when they are given out in order.</param>
internal sealed record CheckedRow(CheckedEngineer Answer, SheetRow? Sheet, bool Accepted, bool HasSeat);
