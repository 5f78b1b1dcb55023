using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FibreCentre.Api.Pages.Facilities;

internal static class Required
{
    /// <summary>Says what to enter where nothing was entered; what could not be read has its own words already.</summary>
    public static void Require(this ModelStateDictionary entered, object? value, string field, string message)
    {
        if (value is null && entered[field] is not { Errors.Count: > 0 }) entered.AddModelError(field, message);
    }
}
