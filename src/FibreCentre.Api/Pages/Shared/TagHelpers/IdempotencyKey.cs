using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>
/// The hidden key under which a form may be sent twice and be done once. A form that comes back with errors keeps its key: a refusal
/// keeps nothing under it, so the corrected form may use it.
/// </summary>
[HtmlTargetElement("idempotency-key", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IdempotencyKeyTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var request = ViewContext.HttpContext.Request;
        var sent = request.HasFormContentType ? request.Form["IdempotencyKey"].ToString() : "";
        output.TagName = "input";
        output.TagMode = TagMode.SelfClosing;
        output.Attributes.SetAttribute("type", "hidden");
        output.Attributes.SetAttribute("name", "IdempotencyKey");
        output.Attributes.SetAttribute("value", sent.Length is > 0 and <= 100 ? sent : Guid.NewGuid().ToString());
    }
}
