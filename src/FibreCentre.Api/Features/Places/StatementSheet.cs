using System.Globalization;
using System.Text;
using CsvHelper;

namespace FibreCentre.Api.Features.Places;

/// <summary>A statement as a file: one row a line, the amounts as plain numbers that a spreadsheet adds up.</summary>
internal static class StatementSheet
{
    private static readonly string[] Headers = ["Date", "What", "Course", "Title", "First day", "Engineer", "Booking", "Purchase order", "Reason", "Amount without VAT in GBP"];

    public const string ContentType = "text/csv; charset=utf-8";

    public static string NameOf(StatementAnswer statement) => $"statement-{statement.Month:yyyy-MM}.csv";

    /// <summary>What a line is for, as people read it.</summary>
    public static string What(StatementLine line) => line.Kind switch
    {
        "place" => "Place booked",
        "credit" => "Place taken back",
        "cancellation" => "Fee for cancelling late",
        _ => "Fee waived",
    };

    /// <summary>UTF-8 with a byte-order mark, without which Excel takes it for something else.</summary>
    public static byte[] Write(StatementAnswer statement)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            foreach (var header in Headers) csv.WriteField(header);
            csv.NextRecord();
            foreach (var line in statement.Lines)
            {
                string[] cells =
                [
                    Day(DateOnly.FromDateTime(line.At.DateTime)), What(line), line.Course, line.Title, Day(line.FirstDay), line.Engineer ?? "", line.Reference, line.PurchaseOrder ?? "", line.Reason ?? "",
                ];
                foreach (var cell in cells) csv.WriteField(SheetCell.Harmless(cell));
                // The one cell of ours alone: a minus in front of a credit is meant.
                csv.WriteField(line.Amount.ToString("0.00", CultureInfo.InvariantCulture));
                csv.NextRecord();
            }
        }
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
