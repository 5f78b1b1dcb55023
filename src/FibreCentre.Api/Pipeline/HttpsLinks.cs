using FluentValidation;

namespace FibreCentre.Api.Pipeline;

/// <summary>Links that people give for others to follow.</summary>
internal static class HttpsLinks
{
    /// <summary>A whole https address of at most 500 characters, or nothing.</summary>
    public static IRuleBuilderOptions<T, string?> HttpsLink<T>(this IRuleBuilder<T, string?> link) => link
        .Must(given => string.IsNullOrWhiteSpace(given) || given.Length <= 500 && Uri.TryCreate(given.Trim(), UriKind.Absolute, out var uri) && given.Trim().StartsWith("https://", StringComparison.Ordinal) && uri.Host.Length > 0 && !given.Trim().Any(char.IsWhiteSpace))
        .WithMessage("Enter a whole address that begins with https://, of at most 500 characters, or leave it empty.");
}
