using System.ComponentModel.DataAnnotations;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>How much was sampled of whom and of what.</summary>
[Authorize(Access.Audit)]
internal sealed class CoveragePage : CentrePage
{
    [BindProperty(SupportsGet = true), Display(Name = "the first day it was signed")]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true), Display(Name = "the last day it was signed")]
    public DateOnly? Until { get; set; }

    /// <summary>Null where the days could not be read.</summary>
    public QualityCoverage? Coverage { get; private set; }

    public string Sheet => $"/quality/coverage?handler=sheet{(From is { } from ? $"&from={from:yyyy-MM-dd}" : "")}{(Until is { } until ? $"&until={until:yyyy-MM-dd}" : "")}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ShowCoverage(From, Until));
        if (!answer.Succeeded) return Missing(answer.Error);
        Coverage = answer.Value;
        return Page();
    }

    /// <summary>The same as a file.</summary>
    public async Task<IActionResult> OnGetSheetAsync()
    {
        var answer = await Ask(new WriteCoverage(From, Until));
        return answer.Succeeded ? File(answer.Value.Octets, CsvFile.ContentType, answer.Value.FileName) : Missing(answer.Error);
    }
}
