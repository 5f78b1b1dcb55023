using System.Collections;
using System.Text.Encodings.Web;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>
/// What stands in the way, above the heading: the refusal with its clashes or rows, and every field's message with a link to the field.
/// It is shown once; the layout shows it for a page that did not.
/// </summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    private static readonly object Shown = new();

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    internal static bool IsNeeded(ViewContext view) => !view.ViewData.ModelState.IsValid || view.ViewData.Model is CentrePage { Refusal: not null };

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!IsNeeded(ViewContext) || !ViewContext.HttpContext.Items.TryAdd(Shown, true))
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "govuk-error-summary");
        output.Attributes.SetAttribute("data-module", "govuk-error-summary");
        output.Content.SetHtmlContent(new WrittenLast(ViewContext));
    }

    /// <summary>Written when the whole page is known, so that it can link to fields that come after it.</summary>
    private sealed class WrittenLast(ViewContext view) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            var refusal = (view.ViewData.Model as CentrePage)?.Refusal;
            var items = new TagBuilder("ul");
            items.AddCssClass("govuk-list govuk-error-summary__list");
            foreach (var (field, message) in Messages(refusal)) items.InnerHtml.AppendHtml(Item(field, message));

            var body = Tag("div", "govuk-error-summary__body");
            var facts = refusal is null ? [] : Facts(refusal);
            // Where the facts say it line by line, the detail would say the same in one long sentence.
            if (refusal is not null && facts.Count == 0) body.InnerHtml.AppendHtml(Text("p", refusal.Detail));
            foreach (var fact in facts) items.InnerHtml.AppendHtml(Text("li", fact));
            if (items.HasInnerHtml) body.InnerHtml.AppendHtml(items);

            var alert = new TagBuilder("div");
            alert.Attributes["role"] = "alert";
            alert.InnerHtml.AppendHtml(Tag("h2", "govuk-error-summary__title", refusal?.Title ?? "There is a problem")).AppendHtml(body);
            alert.WriteTo(writer, encoder);
        }

        private IEnumerable<(string Field, string Message)> Messages(Error? refusal) =>
            from entry in view.ViewData.ModelState
            from message in FormField.Messages(entry.Value)
            where message != refusal?.Detail
            select (entry.Key, message);

        private TagBuilder Item(string field, string message)
        {
            var item = new TagBuilder("li");
            if (FormFields.Of(view).IdOf(field) is { } id)
            {
                var link = new TagBuilder("a") { Attributes = { ["href"] = $"#{id}" } };
                link.InnerHtml.Append(message);
                item.InnerHtml.AppendHtml(link);
            }
            else item.InnerHtml.Append(message);
            return item;
        }

        /// <summary>Lists of sentences among the refusal's facts. Alternatives and rows with figures are for the page to show, as links or a table.</summary>
        private static List<string> Facts(Error refusal) =>
            [.. refusal.Facts.Where(fact => fact.Key is "clashes" or "reasons" or "faults" or "rows").Select(fact => fact.Value).OfType<IEnumerable>().SelectMany(list => list.OfType<string>())];

        private static TagBuilder Tag(string name, string @class, string? text = null)
        {
            var tag = Text(name, text ?? "");
            tag.AddCssClass(@class);
            return tag;
        }

        private static TagBuilder Text(string name, string text)
        {
            var tag = new TagBuilder(name);
            tag.InnerHtml.Append(text);
            return tag;
        }
    }
}
