using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>A state as a coloured tag. The words say it; the colour only repeats it.</summary>
[HtmlTargetElement("state-tag", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StateTagTagHelper : TagHelper
{
    public required string Value { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var (text, colour) = Shown(Value);
        output.TagName = "strong";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", colour is null ? "govuk-tag" : $"govuk-tag govuk-tag--{colour}");
        output.Content.SetContent(text);
    }

    internal static string InWords(string state) => Shown(state).Text;

    private static (string Text, string? Colour) Shown(string state) => state.ToLowerInvariant() switch
    {
        "plan-waiting" => ("Waiting", "grey"),
        "plan-running" => ("Being planned", "teal"),
        "plan-done" => ("Draft", "yellow"),
        "plan-stopped" => ("Draft, stopped early", "yellow"),
        "plan-failed" => ("Failed", "red"),
        "plan-accepted" => ("Accepted", "green"),
        "plan-dropped" => ("Dropped", "grey"),
        "draft" => ("Draft", "grey"),
        "open" => ("Open", "green"),
        "confirmed" => ("Confirmed", "green"),
        "booked" => ("Booked", "green"),
        "held" => ("Held", "yellow"),
        "offered" => ("Offered to you", "yellow"),
        "lapsed" => ("Ended", "grey"),
        "confirmed to run" => ("Confirmed to run", "green"),
        "likely to run" => ("Likely to run", "teal"),
        ['n', 'e', 'e', 'd', 's', ..] => (Say.Heading(state), "yellow"),
        "running" => ("Running", "teal"),
        "completed" => ("Completed", "grey"),
        "cancelled" => ("Cancelled", "red"),
        "competent" or "met" or "valid" or "present" or "sent" or "delivered" or "new" or "live" or "accepted" => (Say.Heading(state), "green"),
        "active" => ("Active", "green"),
        "invited" => ("No password yet", "yellow"),
        "disabled" => ("Shut out", "grey"),
        "late" => ("Late", "yellow"),
        "tentative" => ("Perhaps", "yellow"),
        "counter" => ("Another time?", "yellow"),
        "words" => ("Wrote", "yellow"),
        "no-answer" => ("No answer", "grey"),
        "absent" or "stopped" or "expired" or "revoked" or "declined" => (Say.Heading(state), "red"),
        "referred" => ("Not yet competent", "orange"),
        "not-met" or "notmet" => ("Not met", "red"),
        "not-measured" or "notmeasured" => ("Not measured", "yellow"),
        "not-started" => ("Not started", "grey"),
        "started" => ("Started", null),
        "corrected" => ("Corrected: does not stand", "red"),
        "signed" => ("Signed", "green"),
        "withdrawn" => ("Taken back", "grey"),
        "superseded" => ("Renewed since", "grey"),
        "provisional" => ("Waits for a second signature", "yellow"),
        "expiring" => ("Expires soon", "yellow"),
        "within-30-days" => ("Runs out within 30 days", "orange"),
        "within-90-days" => ("Runs out within 90 days", "yellow"),
        "out-of-use" => ("Out of use", "red"),
        "planned-afterwards" => ("Planned after its last day", "orange"),
        "retired" => ("Retired", "grey"),
        "released" => ("Released", "grey"),
        "off" => ("Switched off", "grey"),
        "over" => ("Over their hours", "red"),
        "full" => ("Fully used", "teal"),
        "under" => ("Under-used", "yellow"),
        "fair" => ("Fairly used", "green"),
        "away" => ("Away all week", "grey"),
        "not-yet" => ("Not valid yet", "grey"),
        "unverified" => ("Not yet verified", "yellow"),
        "verified" or "created" => (Say.Heading(state), "green"),
        "rejected" => ("Rejected", "red"),
        "update" => ("Changes", "teal"),
        "updated" => ("Updated", "teal"),
        "duplicate" => ("Possible duplicate", "orange"),
        "left-out" or "undone" => (Say.Heading(state), "grey"),
        "importing" => ("Being imported", null),
        "preview" => ("Looked at", "grey"),
        "imported" => ("Imported", "green"),
        "partly-undone" => ("Partly undone", "yellow"),
        "dead" => ("Not delivered", "red"),
        "uncertain" => ("Perhaps not sent", "orange"),
        "retrying" => ("Trying again", "yellow"),
        "pending" => ("Waiting", "grey"),
        "transmitting" => ("Being sent", null),
        "skipped" => ("No longer needed", "grey"),
        "waiting" => ("Waits to be looked at", "yellow"),
        "queried" => ("Waits for an answer", "yellow"),
        "answered" => ("Answered", "teal"),
        "agreed" or "upheld" => (Say.Heading(state), "green"),
        "overturned" => ("Overturned", "red"),
        "taken" => ("Being looked at", "teal"),
        "dismissed" => ("Dismissed", "grey"),
        "unchanged" or "superseded" => (Say.Heading(state), "grey"),
        "new-version" => ("New version", "teal"),
        _ => (Say.Heading(state), null),
    };
}
