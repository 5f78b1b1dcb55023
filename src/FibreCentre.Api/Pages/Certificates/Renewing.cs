using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Pages.Shared.TagHelpers;

namespace FibreCentre.Api.Pages.Certificates;

/// <summary>When a certificate can be renewed, in plain words.</summary>
internal static class Renewing
{
    /// <summary>Null when there is nothing to renew.</summary>
    public static string? InWords(CertificateRenewal renewal) => renewal switch
    {
        { State: "not-yet", OpensOn: { } opens } => $"From {Say.Day(opens)} it can be renewed, and no month is lost.",
        { State: "open", Until: { } last } => $"It can be renewed now, until {Say.Day(last)}, and no month is lost.",
        { State: "late", Until: { } last } => $"It has run out. Until {Say.Day(last)} it can be renewed by test.",
        { State: "over" } => "It has run out. It takes the full course again.",
        _ => null,
    };
}
