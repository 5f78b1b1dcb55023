using FibreCentre.Api.Pages.Shared.TagHelpers;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>Kinds of message as people call them.</summary>
internal static class KindOfMessage
{
    public static string InWords(string kind) => kind switch
    {
        "joining" => "Joining instructions",
        "check-due" => "Check of kit due",
        "invariants-broken" => "Nightly audit",
        "review-queried" => "Question about a decision",
        "digest" => "Daily digest",
        "roster-changed" => "Sessions of an instructor changed",
        _ => Say.Heading(kind),
    };
}
