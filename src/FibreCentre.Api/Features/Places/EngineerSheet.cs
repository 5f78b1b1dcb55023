using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;

namespace FibreCentre.Api.Features.Places;

/// <summary>
/// Reads a provider's own spreadsheet, saved as CSV: UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab. Columns are found by what they are usually
/// called, in any order; others are left alone.
/// </summary>
internal static partial class EngineerSheet
{
    /// <summary>Bytes; 5,000 engineers with three certificates each, in UTF-16.</summary>
    public const int MostBytes = 5_000_000;

    public const int MostRows = 5_000;

    public const string TooLarge = "The file is larger than 5 MB. A sheet of 5,000 engineers is far smaller: save only the columns you need, or split it.";

    private const int MostCertificates = 3;

    /// <summary>Of one row. A quotation mark that is never closed swallows all the lines after it.</summary>
    private const int MostLineBreaks = 30;

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

    /// <summary>How files begin that are something else than text, and what to say of them.</summary>
    private static readonly (byte[] Begins, string Is)[] OtherFiles =
    [
        ([0x50, 0x4B, 0x03, 0x04], "This is an Excel workbook or a ZIP file, not CSV. Open it in your spreadsheet, choose Save as, then CSV."),
        ([0xD0, 0xCF, 0x11, 0xE0], "This is an old Excel or Word file, not CSV. Open it in your spreadsheet, choose Save as, then CSV."),
        ("%PDF"u8.ToArray(), "This is a PDF, not CSV. Save the spreadsheet it was made from as CSV."),
    ];

    private const string NotText = "This is not a CSV file. In your spreadsheet choose Save as, then CSV.";

    /// <summary>The rows in order, blank ones left out; or why the file as a whole cannot be read. Faults of single rows are the validator's to find.</summary>
    public static Result<IReadOnlyList<SheetRow>> Read(byte[] file)
    {
        var read = ReadFile(file);
        return read.Succeeded ? read.Value.Lines.Select(line => line.Row).ToList() : read.Error;
    }

    /// <summary>The same with every line as it stood in the file.</summary>
    public static Result<SheetFile> ReadFile(byte[] file)
    {
        if (file.Length == 0) return PlaceErrors.SheetUnreadable("The file is empty. Save the spreadsheet as CSV and choose it again.");
        if (file.Length > MostBytes) return PlaceErrors.SheetUnreadable(TooLarge);
        foreach (var (begins, @is) in OtherFiles) if (file.AsSpan().StartsWith(begins)) return PlaceErrors.SheetUnreadable(@is);
        if (Decode(file) is not { } text || !IsText(text)) return PlaceErrors.SheetUnreadable(NotText);
        if (SeparatorLine().Match(text) is { Success: true } separator) text = text[separator.Length..];   // a line that Excel writes for itself
        var delimiter = DelimiterOf(text);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(), TrimOptions = TrimOptions.Trim, IgnoreBlankLines = true, MissingFieldFound = null, HeaderValidated = null, BadDataFound = null,
        };
        using var csv = new CsvReader(new StringReader(text), configuration);
        if (!csv.Read() || !csv.ReadHeader()) return PlaceErrors.SheetUnreadable("The first line must name the columns.");

        var header = csv.Parser.RawRecord.Trim('\r', '\n');
        var headers = csv.HeaderRecord!.Select(Plain).ToList();
        var columns = Columns.ToDictionary(pair => pair.Key, pair => headers.FindIndex(pair.Value.Contains));
        var missing = columns.Where(pair => pair.Value < 0 && pair.Key != nameof(EngineerDetails.EmployeeReference)).Select(pair => $"\"{Spoken(pair.Key)}\"").ToList();
        if (missing.Count > 0) return PlaceErrors.SheetUnreadable($"No column is called {string.Join(" or ", missing)}. The first line must name the columns.");

        var declarations = headers.Select((name, index) => (index, slug: DeclarationColumns.GetValueOrDefault(name))).Where(each => each.slug is not null).ToList();
        var certificates = CertificateColumns.Of(headers);
        var lines = new List<SheetLine>();
        while (csv.Read())
        {
            var raw = csv.Parser.RawRecord.Trim('\r', '\n');
            var breaks = raw.Count(letter => letter == '\n');
            var line = csv.Parser.RawRow - breaks;
            if (breaks > MostLineBreaks) return PlaceErrors.SheetUnreadable($"The quotation mark on line {csv.Parser.RawRow - csv.Parser.RawRecord.Count(letter => letter == '\n')} is never closed, so the lines after it cannot be told apart. Correct it and choose the file again.");
            if (csv.Parser.Record!.All(string.IsNullOrWhiteSpace)) continue;
            if (lines.Count == MostRows) return PlaceErrors.SheetUnreadable("The file has more than 5,000 engineers. Split it.");
            lines.Add(new(new(line, new EngineerDetails(
                Field(nameof(EngineerDetails.GivenName)), Field(nameof(EngineerDetails.FamilyName)), Field(nameof(EngineerDetails.Email)), Field(nameof(EngineerDetails.DateOfBirth)),
                Field(nameof(EngineerDetails.EmployeeReference)) is { Length: > 0 } reference ? reference : null,
                [.. declarations.Where(each => Yes.Contains(csv.GetField(each.index)?.ToLowerInvariant())).Select(each => each.slug!)],
                certificates.Count == 0 ? null : [.. certificates.Select(each => each.Read(Cell)).OfType<CertificateDetails>()])), raw));
        }
        return lines.Count == 0 ? PlaceErrors.SheetUnreadable("The file names no engineers below its first line.") : new SheetFile(delimiter, header, lines);

        string Field(string column) => columns[column] < 0 ? "" : Cell(columns[column]);

        // What was made harmless for a spreadsheet program, here or elsewhere, comes back as it was.
        string Cell(int index) => csv.GetField(index) switch { ['\'', '=' or '+' or '-' or '@', ..] quoted => quoted[1..], var plain => plain ?? "" };
    }

    /// <summary>By its byte-order mark; else UTF-8 where it is, else what Excel on Windows writes. Null for what is none of these.</summary>
    private static string? Decode(byte[] file)
    {
        try
        {
            return file switch
            {
                [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true).GetString(file.AsSpan(2)),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true).GetString(file.AsSpan(2)),
                _ => new UTF8Encoding(false, true).GetString(file).TrimStart('\uFEFF'),
            };
        }
        catch (DecoderFallbackException)
        {
            return file is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? null : CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(file);
        }
    }

    /// <summary>No text holds a NUL, nor more than a stray control character.</summary>
    private static bool IsText(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return false;
        var strange = text.Count(letter => char.IsControl(letter) && letter is not ('\r' or '\n' or '\t'));
        return strange * 100 <= text.Length;
    }

    /// <summary>What the first line uses most, outside quotation marks.</summary>
    private static char DelimiterOf(string text)
    {
        var (commas, semicolons, tabs, quoted) = (0, 0, 0, false);
        foreach (var letter in text)
        {
            if (letter == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (letter is '\r' or '\n' && commas + semicolons + tabs > 0) break;
            else if (letter == ',') commas++;
            else if (letter == ';') semicolons++;
            else if (letter == '\t') tabs++;
        }
        return tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }

    private static string Plain(string header) => new([.. header.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static string Spoken(string property) => property switch
    {
        nameof(EngineerDetails.GivenName) => "First name", nameof(EngineerDetails.FamilyName) => "Last name", nameof(EngineerDetails.Email) => "E-mail", _ => "Date of birth",
    };

    [GeneratedRegex(@"^sep=.\r?\n", RegexOptions.IgnoreCase)]
    private static partial Regex SeparatorLine();

    [GeneratedRegex("^(?:outside)?cert(?:ificate)?([1-3]?)(?:(course|code|coursecode)|(number|no)|(issuer|issuedby)|(achieved|achievedon|date|issued|issuedon)|(expires|expiry|expireson|until|validuntil))$")]
    private static partial Regex CertificateHeader();

    /// <summary>The columns of one certificate from elsewhere, such as "Certificate 1 course" and "Certificate 1 expires".</summary>
    private sealed record CertificateColumns(int?[] Parts)
    {
        public static IReadOnlyList<CertificateColumns> Of(IReadOnlyList<string> headers)
        {
            var found = new int?[MostCertificates][];
            for (var number = 0; number < MostCertificates; number++) found[number] = new int?[5];
            foreach (var (index, header) in headers.Index())
            {
                if (CertificateHeader().Match(header) is not { Success: true } match) continue;
                var number = match.Groups[1].Value is [var digit] ? digit - '1' : 0;
                var part = Enumerable.Range(2, 5).First(group => match.Groups[group].Success) - 2;
                found[number][part] ??= index;
            }
            return [.. found.Where(parts => parts.Any(part => part is not null)).Select(parts => new CertificateColumns(parts))];
        }

        /// <summary>Null when the row says nothing in these columns.</summary>
        public CertificateDetails? Read(Func<int, string> cell)
        {
            var texts = Array.ConvertAll(Parts, part => part is { } index ? cell(index) : "");
            return Array.TrueForAll(texts, text => text.Length == 0) ? null
                : new(texts[0].ToUpperInvariant(), texts[1], texts[2], texts[3], texts[4].Length == 0 ? null : texts[4]);
        }
    }
}

/// <param name="Header">The first line as it stood in the file.</param>
internal sealed record SheetFile(char Delimiter, string Header, IReadOnlyList<SheetLine> Lines);

/// <param name="Raw">The line as it stood in the file; with line breaks where a cell holds some.</param>
internal sealed record SheetLine(SheetRow Row, string Raw);

/// <param name="Line">As the spreadsheet counts: the header is line 1.</param>
internal sealed record SheetRow(int Line, EngineerDetails Engineer);

/// <summary>Cells of files the product writes.</summary>
internal static class SheetCell
{
    /// <summary>A spreadsheet program takes what begins like this for a formula (OWASP, CSV injection).</summary>
    public static bool IsFormula(string cell) => cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];

    /// <summary>With an apostrophe in front of what would be taken for a formula.</summary>
    public static string Harmless(string cell) => IsFormula(cell) ? $"'{cell}" : cell;

    /// <summary>Harmless, and in quotation marks where the delimiter, a quotation mark or a line break is in it.</summary>
    public static string Written(string cell, string delimiter)
    {
        var harmless = Harmless(cell);
        return harmless.Contains(delimiter, StringComparison.Ordinal) || harmless.AsSpan().IndexOfAny('"', '\r', '\n') >= 0 ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }
}
