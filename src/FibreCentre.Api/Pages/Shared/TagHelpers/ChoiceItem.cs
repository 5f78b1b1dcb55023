using Microsoft.AspNetCore.Mvc.Rendering;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>One radio button, tick box or option.</summary>
/// <param name="Hint">A line under it, such as why it cannot be chosen.</param>
public sealed record ChoiceItem(string Value, string Text, string? Hint = null, bool Checked = false, bool Disabled = false)
{
    internal static IEnumerable<ChoiceItem> Of(object? items) => items switch
    {
        null => [],
        IEnumerable<ChoiceItem> choices => choices,
        IEnumerable<SelectListItem> options => options.Select(each => new ChoiceItem(each.Value ?? each.Text, each.Text, null, each.Selected, each.Disabled)),
        _ => throw new ArgumentException("Give ChoiceItem or SelectListItem.", nameof(items)),
    };
}
