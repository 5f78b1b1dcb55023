using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages;

/// <summary>A form for something that a colleague may change at the same time. It carries the revision it was filled from; what was saved in between is shown, and nothing is written over it unseen.</summary>
internal abstract class EditingPage : CentrePage
{
    /// <summary>What was looked at; null does not ask. A form that failed a check keeps it: only seeing what a colleague has saved moves it on.</summary>
    [BindProperty]
    public int? Revision { get; set; }

    /// <summary>What is saved by now where that differs from what was entered.</summary>
    public IReadOnlyList<(string What, string Now)> Meanwhile { get; private set; } = [];

    /// <summary>Where the form begins with what is saved.</summary>
    public virtual string Afresh => HttpContext.Request.Path;

    /// <summary>Whether somebody has saved it since it was looked at.</summary>
    public bool IsOvertaken { get; private set; }

    /// <summary>Reads what there is now; what to answer instead where there is nothing.</summary>
    protected abstract Task<IActionResult?> FindAsync();

    /// <summary>Of what was found last.</summary>
    protected abstract int RevisionNow { get; }

    /// <summary>Each field with what was entered and what is saved, as people read them.</summary>
    protected abstract IEnumerable<(string What, string? Entered, string? Now)> Fields();

    protected static string? Day(DateOnly? day) => day is { } said ? Say.Day(said) : null;

    /// <summary>The form as it is now.</summary>
    protected async Task<IActionResult> ShowAsync(Action fill)
    {
        if (await FindAsync() is { } missing) return missing;
        fill();
        Revision = RevisionNow;
        return Page();
    }

    /// <summary>The form again with the refusal; where somebody came in between, with what they saved.</summary>
    /// <param name="field">Where the refusal belongs; null is the top of the page.</param>
    protected async Task<IActionResult> RefusedAsync(Error error, string? field = null)
    {
        if (error.Code != CohortErrors.ChangedMeanwhile().Code) return Refused(field is null ? error : error.At(field));
        if (await FindAsync() is { } missing) return missing;
        (Revision, IsOvertaken) = (RevisionNow, true);
        Meanwhile = [.. Fields().Where(each => (each.Entered ?? "").Trim() != (each.Now ?? "")).Select(each => (each.What, string.IsNullOrEmpty(each.Now) ? "Nothing" : each.Now))];
        return Refused(error);
    }
}
