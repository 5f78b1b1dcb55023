using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace FibreCentre.Api.Features.Places;

/// <summary>Lines of a provider's own file that came to nothing, as a file that can be put right and sent again.</summary>
internal static class RejectedLines
{
    /// <summary>Every line as it stood, with the reason in a column of its own at the end. UTF-8 with a byte-order mark, without which Excel takes it for something else.</summary>
    public static byte[] Write(string header, string delimiter, IEnumerable<(string Raw, string Reason)> lines)
    {
        var text = new StringBuilder();
        Line(header, "Reason");
        foreach (var (raw, reason) in lines) Line(raw, reason);
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];

        void Line(string raw, string reason) => text.Append(Harmless(raw, delimiter)).Append(delimiter).Append(SheetCell.Written(reason, delimiter)).Append("\r\n");
    }

    /// <summary>The line as it was, letter by letter; but for cells that a spreadsheet program would take for a formula.</summary>
    private static string Harmless(string raw, string delimiter)
    {
        using var parser = new CsvParser(new StringReader(raw), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, BadDataFound = null, HasHeaderRecord = false });
        return parser.Read() && parser.Record!.Any(cell => SheetCell.IsFormula(cell.TrimStart(' '))) ? string.Join(delimiter, parser.Record!.Select(cell => SheetCell.Written(cell.TrimStart(' '), delimiter))) : raw;
    }
}
