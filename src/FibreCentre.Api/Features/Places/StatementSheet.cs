using System.Globalization;
using FibreCentre.Api.Http;

namespace FibreCentre.Api.Features.Places;

/// <summary>A statement as a file: one row a line, the amounts as plain numbers that a spreadsheet adds up.</summary>
internal static class StatementSheet
{
    private static readonly string[] Headers = ["Date", "What", "Course", "Title", "First day", "Engineer", "Booking", "Purchase order", "Reason", "Amount without VAT in GBP"];

    public static string NameOf(StatementAnswer statement) => $"statement-{statement.Month:yyyy-MM}.csv";

    /// <summary>What a line is for, as people read it.</summary>
    public static string What(StatementLine line) => line.Kind switch
    {
        "place" => "Place booked",
        "credit" => "Place taken back",
        "cancellation" => "Fee for cancelling late",
        _ => "Fee waived",
    };

    public static byte[] Write(StatementAnswer statement) => CsvFile.Write(Headers, statement.Lines.Select(line => (IEnumerable<string>)
    [
        .. ((string[])[Day(DateOnly.FromDateTime(line.At.DateTime)), What(line), line.Course, line.Title, Day(line.FirstDay), line.Engineer ?? "", line.Reference, line.PurchaseOrder ?? "", line.Reason ?? ""]).Select(SheetCell.Harmless),
        // The one cell of ours alone: a minus in front of a credit is meant.
        line.Amount.ToString("0.00", CultureInfo.InvariantCulture),
    ]));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
