using FibreCentre.Domain;

namespace FibreCentre.Api.Pages;

internal static class FieldErrors
{
    /// <summary>The same refusal, shown at a field of the page instead of above it.</summary>
    public static Error At(this Error error, string field) =>
        error with { Facts = new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [field] = [$"{error.Title}. {error.Detail}"] } } };
}
