using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>A line of text, an e-mail address, a password, a number or a telephone number.</summary>
[HtmlTargetElement("text-field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TextFieldTagHelper : FieldTagHelper
{
    public required string Label { get; set; }

    /// <summary>How wide, in characters: 2, 3, 4, 5, 10, 20 or 30; the whole column when left out.</summary>
    public int? Width { get; set; }

    /// <summary><c>number</c> becomes a text input with a numeric keypad: a mouse wheel never changes a figure by mistake.</summary>
    public string Type { get; set; } = "text";

    public string? Inputmode { get; set; }

    public string? Autocomplete { get; set; }

    public bool? Spellcheck { get; set; }

    /// <summary>The unit behind the input, such as <c>°</c>. It is read out with the label too.</summary>
    public string? Suffix { get; set; }

    private protected override IHtmlContent Body()
    {
        var isNumber = Type == "number";
        var css = "govuk-input" + (Width is { } width ? $" govuk-input--width-{width}" : "") + (Field.HasError ? " govuk-input--error" : "");
        var input = Input(css,
            ("id", Field.Id), ("name", Field.Name), ("type", isNumber ? "text" : Type),
            ("value", Type == "password" ? null : Field.Value),
            ("inputmode", Inputmode ?? (isNumber ? "decimal" : null)), ("autocomplete", Autocomplete),
            ("spellcheck", Spellcheck is { } check ? (check ? "true" : "false") : Type is "email" or "password" or "number" ? "false" : null),
            ("autocapitalize", Type is "email" or "password" ? "none" : null), ("aria-describedby", DescribedBy));
        if (Suffix is null) return Labelled(Label, input);
        var wrapper = Tag("div", "govuk-input__wrapper");
        var suffix = Tag("div", "govuk-input__suffix", Suffix);
        suffix.Attributes["aria-hidden"] = "true";
        wrapper.InnerHtml.AppendHtml(input).AppendHtml(suffix);
        return Labelled($"{Label} ({Suffix})", wrapper);
    }
}

/// <summary>Several lines of text.</summary>
[HtmlTargetElement("text-area", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TextAreaTagHelper : FieldTagHelper
{
    public required string Label { get; set; }

    public int Rows { get; set; } = 5;

    private protected override IHtmlContent Body()
    {
        var area = Tag("textarea", Field.HasError ? "govuk-textarea govuk-textarea--error" : "govuk-textarea");
        area.Attributes["id"] = Field.Id;
        area.Attributes["name"] = Field.Name;
        area.Attributes["rows"] = Rows.ToString(CultureInfo.InvariantCulture);
        if (DescribedBy is { } described) area.Attributes["aria-describedby"] = described;
        // A browser drops the first line break inside a textarea; this one is dropped instead of one that was typed.
        area.InnerHtml.AppendHtml("\n").Append(Field.Value ?? "");
        return Labelled(Label, area);
    }
}

/// <summary>A file, or several where the property holds several.</summary>
[HtmlTargetElement("file-field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FileFieldTagHelper : FieldTagHelper
{
    public required string Label { get; set; }

    /// <summary>Which files the dialog offers, such as <c>.csv,text/csv</c>; the page checks for itself.</summary>
    public string? Accept { get; set; }

    private protected override IHtmlContent Body()
    {
        var several = For.Metadata.IsEnumerableType;
        return Labelled(Label, Input(
            Field.HasError ? "govuk-file-upload govuk-file-upload--error" : "govuk-file-upload",
            ("id", Field.Id), ("name", Field.Name), ("type", "file"), ("accept", Accept), ("multiple", several ? "multiple" : null), ("aria-describedby", DescribedBy)));
    }
}
