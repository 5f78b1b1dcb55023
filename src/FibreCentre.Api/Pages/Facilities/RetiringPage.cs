using System.ComponentModel.DataAnnotations;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Domain;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>A page of something that can be taken out of use for good, and put back.</summary>
internal abstract class RetiringPage : EditingPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The first day without it.</summary>
    [BindProperty, Display(Name = "the first day without it")]
    public DateOnly? From { get; set; }

    [BindProperty]
    public bool Back { get; set; }

    /// <param name="retire">From a day on; null puts it back.</param>
    protected async Task<IActionResult> RetireAsync<T>(Func<DateOnly?, IRequest<Result<T>>> retire, string name)
    {
        if (!Back) ModelState.Require(From, nameof(From), "Enter the first day without it.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(retire(Back ? null : From));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error, nameof(From));
        Done = Back ? $"{name} is back in use." : $"{name} is out of use from {Say.Day(From!.Value)}.";
        return RedirectToPage(new { Id });
    }
}
