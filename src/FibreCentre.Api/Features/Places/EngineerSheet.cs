using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;

namespace FibreCentre.Api.Features.Places;

/// <summary>Reads a provider's own spreadsheet, saved as CSV. Columns are found by what they are usually called, in any order; others are left alone.</summary>
internal static class EngineerSheet
{
    /// <summary>Bytes; some 5,000 engineers.</summary>
    public const int MostBytes = 2_000_000;

    public const int MostRows = 5_000;

    private static readonly Dictionary<string, string[]> Columns = new()
    {
        [nameof(EngineerDetails.GivenName)] = ["firstname", "givenname", "forename", "first"],
        [nameof(EngineerDetails.FamilyName)] = ["surname", "lastname", "familyname", "last"],
        [nameof(EngineerDetails.Email)] = ["email", "emailaddress", "mail", "workemail"],
        [nameof(EngineerDetails.DateOfBirth)] = ["dateofbirth", "dob", "birthdate", "born"],
        [nameof(EngineerDetails.EmployeeReference)] = ["employeeno", "employeenumber", "employeereference", "employeeid", "payroll", "payrollno", "staffno", "reference"],
    };

    private static readonly Dictionary<string, string> DeclarationColumns = new()
    {
        ["fitness"] = Declarations.Fitness, ["fitnessdeclaration"] = Declarations.Fitness, ["fit"] = Declarations.Fitness,
        ["weight"] = Declarations.Weight, ["weightdeclaration"] = Declarations.Weight,
        ["photoid"] = Declarations.PhotoId, ["photoidseen"] = Declarations.PhotoId, ["idseen"] = Declarations.PhotoId,
        ["asbestos"] = Declarations.AsbestosAwareness, ["asbestosawareness"] = Declarations.AsbestosAwareness,
    };

    private static readonly string[] Yes = ["yes", "y", "true", "1", "x", "ok", "signed"];

    /// <summary>The rows in order, blank ones left out; or why the file as a whole cannot be read. Faults of single rows are the validator's to find.</summary>
    public static Result<IReadOnlyList<SheetRow>> Read(byte[] file)
    {
        if (file.Length == 0) return PlaceErrors.SheetUnreadable("The file is empty. Save the spreadsheet as CSV and choose it again.");
        if (file.Length > MostBytes) return PlaceErrors.SheetUnreadable("The file is larger than 2 MB. Split it.");
        if (file.AsSpan().IndexOf((byte)0) >= 0) return PlaceErrors.SheetUnreadable("This is not a CSV file. In your spreadsheet choose Save as, then CSV.");
        var text = Decode(file);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true, DetectDelimiterValues = [",", ";", "\t"], TrimOptions = TrimOptions.Trim, IgnoreBlankLines = true, MissingFieldFound = null, HeaderValidated = null, BadDataFound = null,
        };
        using var csv = new CsvReader(new StringReader(text), configuration);
        if (!csv.Read() || !csv.ReadHeader()) return PlaceErrors.SheetUnreadable("The first line must name the columns.");

        var headers = csv.HeaderRecord!.Select(Plain).ToList();
        var columns = Columns.ToDictionary(pair => pair.Key, pair => headers.FindIndex(pair.Value.Contains));
        var missing = columns.Where(pair => pair.Value < 0 && pair.Key != nameof(EngineerDetails.EmployeeReference)).Select(pair => $"\"{Spoken(pair.Key)}\"").ToList();
        if (missing.Count > 0) return PlaceErrors.SheetUnreadable($"No column is called {string.Join(" or ", missing)}. The first line must name the columns.");

        var declarations = headers.Select((header, index) => (index, slug: DeclarationColumns.GetValueOrDefault(header))).Where(each => each.slug is not null).ToList();
        var rows = new List<SheetRow>();
        while (csv.Read())
        {
            if (csv.Parser.Record!.All(string.IsNullOrWhiteSpace)) continue;
            if (rows.Count == MostRows) return PlaceErrors.SheetUnreadable("The file has more than 5,000 engineers. Split it.");
            rows.Add(new(csv.Parser.RawRow, new EngineerDetails(
                Field(nameof(EngineerDetails.GivenName)), Field(nameof(EngineerDetails.FamilyName)), Field(nameof(EngineerDetails.Email)), Field(nameof(EngineerDetails.DateOfBirth)),
                Field(nameof(EngineerDetails.EmployeeReference)) is { Length: > 0 } reference ? reference : null,
                [.. declarations.Where(each => Yes.Contains(csv.GetField(each.index)?.ToLowerInvariant())).Select(each => each.slug!)])));
        }
        return rows.Count == 0 ? PlaceErrors.SheetUnreadable("The file names no engineers below its first line.") : rows;

        string Field(string column) => columns[column] < 0 ? "" : csv.GetField(columns[column]) ?? "";
    }

    /// <summary>UTF-8 where it is, else what Excel on Windows writes.</summary>
    private static string Decode(byte[] file)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(file);
        }
    }

    private static string Plain(string header) => new([.. header.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static string Spoken(string property) => property switch
    {
        nameof(EngineerDetails.GivenName) => "First name", nameof(EngineerDetails.FamilyName) => "Last name", nameof(EngineerDetails.Email) => "E-mail", _ => "Date of birth",
    };
}

/// <param name="Line">As the spreadsheet counts: the header is line 1.</param>
internal sealed record SheetRow(int Line, EngineerDetails Engineer);
