using System.Globalization;
using FibreCentre.Api.Features.Reporting;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Reporting;

/// <summary>What the centre yields, by month, course and kind of bay.</summary>
[Authorize(Access.SeeFigures)]
internal sealed class FiguresPage(TimeProvider clock) : CentrePage
{
    private const int YearsBack = 3, MonthsAhead = 12;
    private const string Pattern = "yyyy-MM", NoMonth = "Choose a month, such as 2026-11.";

    /// <summary>Such as 2026-11.</summary>
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Until { get; set; }

    /// <summary>Null where the months could not be read, or not be shown.</summary>
    public CentreFigures? Figures { get; private set; }

    public string Sheet => $"/figures?handler=sheet&from={Figures!.From:yyyy-MM}&until={Figures.Until:yyyy-MM}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (!Months(out var from, out var until)) return Again();
        var answer = await Ask(new ShowFigures(from, until));
        if (!answer.Succeeded) return Refused(answer.Error);
        Figures = answer.Value;
        ModelState.Clear();   // the fields show the months that are shown, also where none was asked for
        return Page();
    }

    /// <summary>The same as a file.</summary>
    public async Task<IActionResult> OnGetSheetAsync()
    {
        if (!Months(out var from, out var until)) return Again();
        var answer = await Ask(new ShowFigures(from, until));
        return answer.Succeeded ? File(FiguresSheet.Write(answer.Value), CsvFile.ContentType, FiguresSheet.NameOf(answer.Value)) : Refused(answer.Error);
    }

    /// <summary>In UTC: it only decides which months are offered, and whether some are said to lie ahead.</summary>
    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().Date);

    /// <param name="shown">A day of the month that is shown; null where nothing is.</param>
    /// <param name="entered">What was asked for.</param>
    public IEnumerable<ChoiceItem> MonthsToChoose(DateOnly? shown, string? entered)
    {
        var chosen = (shown ?? Read(entered)) is { } day ? new DateOnly(day.Year, day.Month, 1) : (DateOnly?)null;
        var months = Enumerable.Range(-12 * YearsBack, (12 * YearsBack) + MonthsAhead + 1).Select(each => new DateOnly(Today.Year, Today.Month, 1).AddMonths(each)).Union(chosen is { } month ? [month] : []);
        return [.. chosen is null ? [new ChoiceItem("", "Choose a month")] : (ChoiceItem[])[], .. months.OrderDescending().Select(each => new ChoiceItem(each.ToString(Pattern, CultureInfo.InvariantCulture), Say.Month(each), Checked: each == chosen))];
    }

    public static string Taken(Yield yield) => Of(yield.Taken, yield.Places, yield.TakenPercent, "No places");

    public static string Passed(Yield yield) => Of(yield.Passed, yield.Assessed, yield.PassedPercent, "No assessments");

    public static string FirstPassed(Yield yield) => Of(yield.FirstPassed, yield.FirstAttempts, yield.FirstPassedPercent, "No first attempts");

    public static string InUse(BayUse bays) => bays.Percent is { } percent ? Percent(percent) : "Not open";

    public static string Hours(long minutes) => (minutes / 60m).ToString("#,##0.#", CultureInfo.InvariantCulture);

    private static string Of(int part, int whole, decimal? percent, string none) => percent is { } known ? string.Create(CultureInfo.InvariantCulture, $"{part:N0} of {whole:N0} ({Percent(known)})") : none;

    private static string Percent(decimal percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0.#}\u00A0%");

    private bool Months(out DateOnly? from, out DateOnly? until)
    {
        (from, until) = (Read(From), Read(Until));
        if (from is null && From is { Length: > 0 }) ModelState.AddModelError(nameof(From), NoMonth);
        if (until is null && Until is { Length: > 0 }) ModelState.AddModelError(nameof(Until), NoMonth);
        return ModelState.IsValid;
    }

    private static DateOnly? Read(string? month) => DateOnly.TryParseExact(month, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;
}
