using FibreCentre.Domain;
using FibreCentre.Domain.Places;

namespace FibreCentre.Api.Pages;

internal static class FieldErrors
{
    /// <summary>The same refusal, shown at a field of the page instead of above it. One that names its fields stays as it is.</summary>
    public static Error At(this Error error, string field) => error.Facts.ContainsKey("errors") ? error :
        error with { Facts = new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [field] = [$"{error.Title}. {error.Detail}"] } } };

    /// <summary>A refusal on a page that shows every row with its reasons anyway.</summary>
    public static Error BesideItsRows(this Error error) => error.Kind == ErrorKind.Invalid ? error : error with { Facts = new Dictionary<string, object?>() };

    /// <summary>A refusal at a field; where it is about engineers, with every reason of every one of them.</summary>
    /// <param name="names">Of the engineers named, in the order of their rows; one alone needs none.</param>
    public static Error WithReasons(this Error error, string field, params IReadOnlyList<string> names)
    {
        if (error.Facts.GetValueOrDefault("rows") is not IEnumerable<object> rows || rows.OfType<EngineerRefused>().ToList() is not { Count: > 0 } refused) return error.At(field);
        string[] reasons = [.. refused.Select(each => $"{(each.Row <= names.Count ? $"{names[each.Row - 1]}: " : "")}{string.Join(" ", each.Reasons)}")];
        return error with { Facts = new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [field] = reasons } } };
    }
}
