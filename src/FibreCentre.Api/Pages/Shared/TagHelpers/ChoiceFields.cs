using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>What a field of choices has: items, of which those already entered are chosen.</summary>
public abstract class ChoiceTagHelper : FieldTagHelper
{
    /// <summary><see cref="ChoiceItem"/>s or select list items.</summary>
    public required object Items { get; set; }

    private protected List<ChoiceItem> Choices()
    {
        IReadOnlyList<string>? entered = ViewContext.ViewData.ModelState.GetValueOrDefault(Field.Name)?.RawValue switch
        {
            string one => [one],
            string[] several => several,
            _ => Current(),
        };
        // Compared as text, since a GUID or an enum may be written in either case.
        return [.. ChoiceItem.Of(Items).Select(item => entered is null ? item : item with { Checked = entered.Contains(item.Value, StringComparer.OrdinalIgnoreCase) })];
    }

    /// <summary>Null leaves it to the items which are chosen.</summary>
    private List<string>? Current() => For.Model switch
    {
        null or "" => null,
        string text => [text],
        System.Collections.IEnumerable several => several.Cast<object>().Select(each => each.ToString()!).ToList() is { Count: > 0 } chosen ? chosen : null,
        var one => [one.ToString()!],
    };

    private protected TagBuilder Boxes(string kind, string type)
    {
        var boxes = Tag("div", $"govuk-{kind}");
        boxes.Attributes["data-module"] = $"govuk-{kind}";
        foreach (var (index, item) in Choices().Index())
        {
            var id = index == 0 ? Field.Id : $"{Field.Id}-{index + 1}";
            var input = Input($"govuk-{kind}__input",
                ("id", id), ("name", Field.Name), ("type", type), ("value", item.Value), ("checked", item.Checked ? "checked" : null),
                ("disabled", item.Disabled ? "disabled" : null), ("aria-describedby", item.Hint is null ? null : $"{id}-item-hint"));
            var label = Tag("label", $"govuk-label govuk-{kind}__label", item.Text);
            label.Attributes["for"] = id;
            var row = Tag("div", $"govuk-{kind}__item");
            row.InnerHtml.AppendHtml(input).AppendHtml(label);
            if (item.Hint is not null)
            {
                var hint = Tag("div", $"govuk-hint govuk-{kind}__hint", item.Hint);
                hint.Attributes["id"] = $"{id}-item-hint";
                row.InnerHtml.AppendHtml(hint);
            }
            boxes.InnerHtml.AppendHtml(row);
        }
        return boxes;
    }
}

/// <summary>One of a few.</summary>
[HtmlTargetElement("radio-list", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class RadioListTagHelper : ChoiceTagHelper
{
    public required string Legend { get; set; }

    private protected override IHtmlContent Body() => Grouped(Legend, Boxes("radios", "radio"));
}

/// <summary>Any of a few. A disabled one says why in its hint.</summary>
[HtmlTargetElement("check-list", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CheckListTagHelper : ChoiceTagHelper
{
    public required string Legend { get; set; }

    private protected override IHtmlContent Body() => Grouped(Legend, Boxes("checkboxes", "checkbox"));
}

/// <summary>One of many.</summary>
[HtmlTargetElement("select-field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SelectFieldTagHelper : ChoiceTagHelper
{
    public required string Label { get; set; }

    private protected override IHtmlContent Body()
    {
        var select = Tag("select", Field.HasError ? "govuk-select govuk-select--error" : "govuk-select");
        select.Attributes["id"] = Field.Id;
        select.Attributes["name"] = Field.Name;
        if (DescribedBy is { } described) select.Attributes["aria-describedby"] = described;
        foreach (var item in Choices())
        {
            var option = Tag("option", "", item.Text);
            option.Attributes.Clear();
            option.Attributes["value"] = item.Value;
            if (item.Checked) option.Attributes["selected"] = "selected";
            if (item.Disabled) option.Attributes["disabled"] = "disabled";
            select.InnerHtml.AppendHtml(option);
        }
        return Labelled(Label, select);
    }
}
