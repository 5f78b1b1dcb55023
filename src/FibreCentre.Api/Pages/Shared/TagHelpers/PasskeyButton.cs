using FibreCentre.Api.Features.Accounts;
using MediatR;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>Below a password that signs: the passkey that may do it instead, which its script shows, since only a script can ask the device; or the way to have one.</summary>
[HtmlTargetElement("passkey-button", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PasskeyButtonTagHelper(IMediator mediator) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var request = ViewContext.HttpContext.Request;
        var link = $"/passkeys?returnUrl={Uri.EscapeDataString(request.Path + request.QueryString)}";
        if ((await mediator.Send(new ListPasskeys())).Value is not { Passkeys.Count: > 0 })
        {
            (output.TagName, output.TagMode) = ("p", TagMode.StartTagAndEndTag);
            output.Attributes.SetAttribute("class", "govuk-body");
            output.Content.SetHtmlContent($"""<a class="govuk-link bay-target" href="{link}">Sign with a passkey from now on</a>""");
            return;
        }
        (output.TagName, output.TagMode) = ("div", TagMode.StartTagAndEndTag);
        output.Attributes.SetAttribute("data-passkey", "");
        output.Attributes.SetAttribute("hidden", "");
        output.Content.SetHtmlContent($"""
            <p class="govuk-error-message" role="alert" data-passkey-note hidden></p>
            <button class="govuk-button govuk-button--secondary bay-wide" type="button" data-module="govuk-button">Sign with a passkey</button>
            <p class="govuk-body"><a class="govuk-link bay-target" href="{link}">Your passkeys</a></p>
            """);
        output.PostElement.SetHtmlContent("""<script src="/passkey.js" type="module"></script>""");
    }
}
