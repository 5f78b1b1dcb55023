using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using System.Globalization;

namespace FibreCentre.Api.Pages.Places;

/// <summary>A provider's charges and credits of one month, to read, to print and as a file. Staff choose whose.</summary>
[Authorize(Access.ChangePlaces)]
internal sealed class StatementPage(TimeProvider clock) : CentrePage
{
    /// <summary>Such as 2026-11; this month when left out.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Provider { get; set; }

    /// <summary>Null until staff have chosen a provider.</summary>
    public StatementAnswer? Statement { get; private set; }

    /// <summary>For staff.</summary>
    public IReadOnlyList<ChoiceItem> Providers { get; private set; } = [];

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool MayChoose => User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync()
    {
        if (MayChoose)
        {
            var agreements = await Ask(new ListAgreements());
            if (!agreements.Succeeded) return Missing(agreements.Error);
            Providers = [new("", "Choose a provider"), .. agreements.Value.Providers.Select(each => new ChoiceItem(each.Id.ToString(), each.Name))];
            if (Provider is null) return Page();
        }
        return await FindAsync() ?? Page();
    }

    public async Task<IActionResult> OnGetCsvAsync()
    {
        if (MayChoose && Provider is null) return Redirect("/statement");
        return await FindAsync() ?? File(StatementSheet.Write(Statement!), CsvFile.ContentType, StatementSheet.NameOf(Statement!));
    }

    public string Address(DateOnly month, string? handler = null) =>
        $"/statement?month={month:yyyy-MM}{(MayChoose ? $"&provider={Provider}" : "")}{(handler is null ? "" : $"&handler={handler}")}";

    private async Task<IActionResult?> FindAsync()
    {
        DateOnly? month = null;
        if (!string.IsNullOrEmpty(Month))
        {
            if (!DateOnly.TryParseExact(Month, ["yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)) return NotFound();
            month = read;
        }
        var answer = await Ask(new ShowStatement(month, Provider is { } id ? new(id) : null));
        if (!answer.Succeeded) return NotFound();
        Statement = answer.Value;
        return null;
    }
}
