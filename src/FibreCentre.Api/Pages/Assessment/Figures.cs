using System.Globalization;
using System.Text.RegularExpressions;

namespace FibreCentre.Api.Pages.Assessment;

/// <summary>Figures as people type them at a bench: British, with a point.</summary>
internal static partial class Figures
{
    /// <summary>The figure, or what to do about the text. A comma is never guessed at: 1,500 is a thousand to one reader and one and a half to another.</summary>
    public static (decimal? Figure, string? Fault) Read(string text)
    {
        var plain = text.Trim().Replace('\u2212', '-');
        if (plain.Contains(',', StringComparison.Ordinal)) return (null, "Write the number with a point, like 1.5, and without commas");
        return Written().IsMatch(plain) ? (decimal.Parse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), null) : (null, "Enter a number, like 1.5");
    }

    public static string Show(decimal figure) => figure.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[+-]?(\d{1,9}(\.\d{0,6})?|\.\d{1,6})$")]
    private static partial Regex Written();
}
