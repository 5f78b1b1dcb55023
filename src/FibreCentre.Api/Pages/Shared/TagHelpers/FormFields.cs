using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>The fields that a page has shown, so that the error summary links to those that exist and to nothing else.</summary>
internal sealed class FormFields
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);

    public static FormFields Of(ViewContext view)
    {
        if (view.HttpContext.Items.TryGetValue(typeof(FormFields), out var found)) return (FormFields)found!;
        var fields = new FormFields();
        view.HttpContext.Items[typeof(FormFields)] = fields;
        return fields;
    }

    public void Shown(string name, string id) => _ids.TryAdd(name, id);

    /// <summary>The id of the field's first input; null when the page has no such field.</summary>
    public string? IdOf(string name) => _ids.GetValueOrDefault(name);
}

/// <summary>One field as it stands in a form: its name, its id, what was entered and what is wrong with it.</summary>
internal sealed record FormField(string Name, string Id, string? Value, IReadOnlyList<string> Errors)
{
    public bool HasError => Errors.Count > 0;

    public static FormField Of(ViewContext view, ModelExpression expression)
    {
        var name = view.ViewData.TemplateInfo.GetFullHtmlFieldName(expression.Name);
        var entry = view.ViewData.ModelState.GetValueOrDefault(name);
        // What a person typed comes back as typed, whether or not it could be read.
        var value = entry?.AttemptedValue ?? Convert.ToString(expression.Model, System.Globalization.CultureInfo.InvariantCulture);
        return new(name, TagBuilder.CreateSanitizedId(name, "_"), value, Messages(entry));
    }

    public static IReadOnlyList<string> Messages(ModelStateEntry? entry) =>
        entry is null ? [] : [.. entry.Errors.Select(error => error.ErrorMessage is { Length: > 0 } message ? message : "Enter this again; it could not be read.").Distinct()];

    /// <summary>What the input is described by, in reading order; null when by nothing.</summary>
    public string? DescribedBy(string? hint)
    {
        var ids = new[] { hint is null ? null : $"{Id}-hint", HasError ? $"{Id}-error" : null }.Where(id => id is not null).ToList();
        return ids.Count == 0 ? null : string.Join(' ', ids);
    }
}
