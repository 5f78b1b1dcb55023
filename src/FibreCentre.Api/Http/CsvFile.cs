using System.Globalization;
using System.Text;
using CsvHelper;

namespace FibreCentre.Api.Http;

/// <summary>A file for spreadsheets (RFC 4180).</summary>
internal static class CsvFile
{
    public const string ContentType = "text/csv; charset=utf-8";

    /// <summary>UTF-8 with a byte-order mark, without which Excel takes it for something else.</summary>
    /// <param name="rows">As they are to stand there: what somebody else has written is made harmless before.</param>
    public static byte[] Write(IEnumerable<string> headers, IEnumerable<IEnumerable<string>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            foreach (var row in rows.Prepend(headers))
            {
                foreach (var cell in row) csv.WriteField(cell);
                csv.NextRecord();
            }
        }
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
