using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>What every field has in common: a GOV.UK form group with label or legend, hint, the errors at the field, and ids that go with its name.</summary>
public abstract class FieldTagHelper : TagHelper
{
    /// <summary>The property it fills.</summary>
    [HtmlAttributeName("for")]
    public required ModelExpression For { get; set; }

    public string? Hint { get; set; }

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    private protected FormField Field { get; private set; } = null!;

    /// <summary>The first input's id, where the summary's link goes.</summary>
    private protected virtual string FirstInputId => Field.Id;

    public sealed override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Field = FormField.Of(ViewContext, For);
        FormFields.Of(ViewContext).Shown(Field.Name, FirstInputId);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Field.HasError ? "govuk-form-group govuk-form-group--error" : "govuk-form-group");
        output.Content.SetHtmlContent(Body());
    }

    private protected abstract IHtmlContent Body();

    private protected string? DescribedBy => Field.DescribedBy(Hint);

    private protected HtmlContentBuilder Labelled(string label, IHtmlContent input)
    {
        var tag = Tag("label", "govuk-label govuk-label--s");
        tag.Attributes["for"] = Field.Id;
        tag.InnerHtml.Append(label);
        return new HtmlContentBuilder([tag, HintAndErrors(), input]);
    }

    private protected TagBuilder Grouped(string legend, IHtmlContent inputs, string? role = null)
    {
        var fieldset = Tag("fieldset", "govuk-fieldset");
        if (role is not null) fieldset.Attributes["role"] = role;
        if (DescribedBy is { } described) fieldset.Attributes["aria-describedby"] = described;
        var title = Tag("legend", "govuk-fieldset__legend govuk-fieldset__legend--s");
        title.InnerHtml.Append(legend);
        fieldset.InnerHtml.AppendHtml(title).AppendHtml(HintAndErrors()).AppendHtml(inputs);
        return fieldset;
    }

    private protected static TagBuilder Tag(string name, string @class, string? text = null)
    {
        var tag = new TagBuilder(name);
        tag.Attributes["class"] = @class;
        if (text is not null) tag.InnerHtml.Append(text);
        return tag;
    }

    /// <summary>An input with the attributes that have a value.</summary>
    private protected static TagBuilder Input(string @class, params (string Name, string? Value)[] attributes)
    {
        var input = Tag("input", @class);
        input.TagRenderMode = TagRenderMode.SelfClosing;
        foreach (var (name, value) in attributes)
            if (value is not null) input.Attributes[name] = value;
        return input;
    }

    private HtmlContentBuilder HintAndErrors()
    {
        var content = new HtmlContentBuilder();
        if (Hint is not null)
        {
            var hint = Tag("div", "govuk-hint", Hint);
            hint.Attributes["id"] = $"{Field.Id}-hint";
            content.AppendHtml(hint);
        }
        if (!Field.HasError) return content;
        var errors = Tag("p", "govuk-error-message");
        errors.Attributes["id"] = $"{Field.Id}-error";
        errors.InnerHtml.AppendHtml(Tag("span", "govuk-visually-hidden", "Error: "));
        foreach (var (index, error) in Field.Errors.Index())
        {
            if (index > 0) errors.InnerHtml.AppendHtml("<br>");
            errors.InnerHtml.Append(error);
        }
        return (HtmlContentBuilder)content.AppendHtml(errors);
    }
}
