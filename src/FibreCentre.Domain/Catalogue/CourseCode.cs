using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace FibreCentre.Domain.Catalogue;

/// <summary>
/// What people call a course: three capitals, a dash, three digits and at most one capital more (<c>FTC-210</c>, <c>FTC-120R</c>).
/// <c>default</c> is no code at all: its <see cref="Value"/> is null.
/// </summary>
/// <exception cref="FormatException">The value does not have that form; use <see cref="TryParse(string?, out CourseCode)"/> for what people typed.</exception>
[JsonConverter(typeof(CourseCodeConverter))]
public readonly partial record struct CourseCode(string Value) : IParsable<CourseCode>
{
    /// <summary>The code as written; compared by ordinal.</summary>
    public string Value { get; } = Pattern().IsMatch(Value) ? Value : throw new FormatException($"\"{Value}\" is not a course code such as FTC-210.");

    /// <summary>Reads a code exactly as written: no trimming, no change of case. False leaves <c>default</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CourseCode code)
    {
        var valid = text is not null && Pattern().IsMatch(text);
        code = valid ? new(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CourseCode result) => TryParse(s, out result);

    /// <inheritdoc/>
    public static CourseCode Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    [GeneratedRegex(@"\A[A-Z]{3}-[0-9]{3}[A-Z]?\z")]
    private static partial Regex Pattern();
}
