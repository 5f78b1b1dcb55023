using System.Globalization;
using System.Text;
using CsvHelper;
using FibreCentre.Api.Features.Places;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Pages.Places;

/// <summary>The rows that cannot be booked, as a file that can be put right and sent again: the columns are those that the upload understands.</summary>
internal static class RejectedSheet
{
    private static readonly (string Header, string Declaration)[] DeclarationColumns =
    [
        ("Photo ID", Declarations.PhotoId), ("Fitness declaration", Declarations.Fitness), ("Weight declaration", Declarations.Weight), ("Asbestos awareness", Declarations.AsbestosAwareness),
    ];

    private static readonly string[] Headers = ["Line", "First name", "Last name", "E-mail", "Date of birth", "Employee no", .. DeclarationColumns.Select(column => column.Header), "Reason"];

    /// <summary>UTF-8 with a byte-order mark, without which Excel takes it for something else.</summary>
    public static byte[] Write(IEnumerable<(SheetRow Row, IReadOnlyList<string> Reasons)> rejected)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            Line(csv, Headers);
            foreach (var ((line, engineer), reasons) in rejected)
                Line(csv,
                [
                    line.ToString(CultureInfo.InvariantCulture), engineer.GivenName, engineer.FamilyName, engineer.Email, engineer.DateOfBirth, engineer.EmployeeReference ?? "",
                    .. DeclarationColumns.Select(column => engineer.Declarations?.Contains(column.Declaration) == true ? "Yes" : ""), string.Join(" ", reasons),
                ]);
        }
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static void Line(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells) csv.WriteField(SheetCell.Harmless(cell));
        csv.NextRecord();
    }
}
