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
        return Page();
    }

    /// <summary>The same as a file.</summary>
    public async Task<IActionResult> OnGetSheetAsync()
    {
        if (!Months(out var from, out var until)) return Again();
        var answer = await Ask(new WriteFigures(from, until));
        return answer.Succeeded ? File(answer.Value.Octets, CsvFile.ContentType, answer.Value.FileName) : Refused(answer.Error);
    }

    /// <param name="chosen">A day of the month that is shown.</param>
    public IEnumerable<ChoiceItem> MonthsToChoose(DateOnly? chosen)
    {
        var now = DateOnly.FromDateTime(clock.GetUtcNow().Date);
        return Enumerable.Range(-12 * YearsBack, (12 * YearsBack) + MonthsAhead + 1).Select(each => new DateOnly(now.Year, now.Month, 1).AddMonths(each))
            .Union(chosen is { } day ? [new DateOnly(day.Year, day.Month, 1)] : []).OrderDescending()
            .Select(month => new ChoiceItem(month.ToString("yyyy-MM", CultureInfo.InvariantCulture), Say.Month(month), Checked: (chosen?.Year, chosen?.Month) == (month.Year, month.Month)));
    }

    /// <summary>Of so many, as text: how many, and the share.</summary>
    public static string Of(int part, int whole, decimal? percent) => percent is { } known ? $"{part.ToString("N0", CultureInfo.InvariantCulture)} of {whole.ToString("N0", CultureInfo.InvariantCulture)} ({Percent(known)})" : "None";

    public static string Percent(decimal? percent) => percent is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.#}\u00A0%") : "None";

    public static string Hours(long minutes) => (minutes / 60m).ToString("#,##0.#", CultureInfo.InvariantCulture);

    private bool Months(out DateOnly? from, out DateOnly? until)
    {
        (from, until) = (Read(From, nameof(From)), Read(Until, nameof(Until)));
        return ModelState.IsValid;
    }

    private DateOnly? Read(string? month, string field)
    {
        if (string.IsNullOrEmpty(month)) return null;
        if (DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)) return read;
        ModelState.AddModelError(field, "Choose a month, such as 2026-11.");
        return null;
    }
}
