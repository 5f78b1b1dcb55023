using System.Text;
using FibreCentre.Api.Features.Places;

namespace FibreCentre.Api.Tests.Engineers;

/// <summary>Files as spreadsheet programs really write them.</summary>
public sealed class EngineerSheetTests
{
    private const string Header = "First name,Last name,E-mail,Date of birth,Employee no";
    private const string Row = "Zoë,O’Hare,zoe.ohare@example.org,19/05/1995,€-72";

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with a byte-order mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-16 LE", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 BE", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "Windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Text) },
    };

    private static string Text => $"{Header}\r\n{Row}\r\n";

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Letters_arrive_as_they_were_typed_in(string encoding, byte[] file)
    {
        var engineer = Assert.Single(EngineerSheet.Read(file).Value ?? throw new InvalidOperationException(encoding)).Engineer;
        Assert.Equal(("Zoë", "O’Hare", "€-72"), (engineer.GivenName, engineer.FamilyName, engineer.EmployeeReference));
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public void Cells_are_told_apart_by(string delimiter)
    {
        // A comma inside quotation marks belongs to the cell, whatever the delimiter is.
        var text = $"First name{delimiter}Last name{delimiter}E-mail{delimiter}DOB\n\"Rhys{delimiter} D\"{delimiter}Morgan{delimiter}rhys@example.org{delimiter}8/12/2004\n";
        var file = EngineerSheet.ReadFile(Encoding.UTF8.GetBytes(text)).Value!;
        Assert.Equal(delimiter, file.Delimiter.ToString());
        Assert.Equal(($"Rhys{delimiter} D", "Morgan"), (file.Lines[0].Row.Engineer.GivenName, file.Lines[0].Row.Engineer.FamilyName));
    }

    [Fact]
    public void A_line_that_excel_writes_for_itself_is_passed_over() => Assert.Single(EngineerSheet.Read(Encoding.UTF8.GetBytes($"sep=;\r\n{Header.Replace(',', ';')}\r\n{Row.Replace(',', ';')}")).Value!);

    [Fact]
    public void Every_line_is_kept_as_it_stood_and_counted_as_the_spreadsheet_counts()
    {
        var file = EngineerSheet.ReadFile(Encoding.UTF8.GetBytes($"{Header}\r\n\r\n  Amina , Yusuf,a@example.org,1/1/1990,\r\n\"Two\nlines\",Morgan,r@example.org,1/1/1990,\r\n,,,,\r\nGrace,Adeyemi,g@example.org,1/1/1990,7")).Value!;
        Assert.Equal(Header, file.Header);
        Assert.Equal([(3, "  Amina , Yusuf,a@example.org,1/1/1990,"), (4, "\"Two\nlines\",Morgan,r@example.org,1/1/1990,"), (7, "Grace,Adeyemi,g@example.org,1/1/1990,7")], file.Lines.Select(line => (line.Row.Line, line.Raw)));
    }

    [Fact]
    public void Up_to_three_certificates_come_along()
    {
        const string text = "First name,Last name,E-mail,DOB,Certificate course,Certificate number,Certificate issuer,Certificate achieved,Certificate 3 course,Certificate 3 number,Certificate 3 issued by,Certificate 3 date,Certificate 3 expires\n"
            + "A,B,a@example.org,1/1/1990,ftc-101,X1,Elsewhere,2/3/2024,FTC-110,Y2,Somebody,4/5/2024,4/5/2027\nC,D,c@example.org,1/1/1990,,,,,,,,,\n";
        var rows = EngineerSheet.Read(Encoding.UTF8.GetBytes(text)).Value!;
        Assert.Equal([new("FTC-101", "X1", "Elsewhere", "2/3/2024"), new CertificateDetails("FTC-110", "Y2", "Somebody", "4/5/2024", "4/5/2027")], rows[0].Engineer.Certificates);
        Assert.Empty(rows[1].Engineer.Certificates!);
    }

    [Theory]
    [InlineData("empty", "", "The file is empty")]
    [InlineData("workbook", "PK\u0003\u0004anything", "Excel workbook")]
    [InlineData("pdf", "%PDF-1.7", "PDF")]
    [InlineData("binary", "First name\0Last name", "not a CSV file")]
    [InlineData("control characters", "First\u0001\u0002\u0003\u0004 name", "not a CSV file")]
    [InlineData("no columns", "a,b\n1,2", "No column is called")]
    [InlineData("nobody", "First name,Last name,E-mail,DOB\n,,,\n", "names no engineers")]
    public void What_is_no_sheet_of_engineers_is_told_what_is_wrong(string what, string text, string says)
    {
        var read = EngineerSheet.Read(Encoding.Latin1.GetBytes(text));
        Assert.True(read.Error?.Code == "sheet-unreadable", what);
        Assert.Contains(says, read.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_is_pointed_at_instead_of_swallowing_the_file()
    {
        var text = new StringBuilder(Header).Append('\n').Append("\"Amina,Yusuf,a@example.org,1/1/1990,1\n");
        for (var number = 0; number < 100; number++) text.Append(Row).Append('\n');
        Assert.Contains("quotation mark on line 2", EngineerSheet.Read(Encoding.UTF8.GetBytes(text.ToString())).Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_octets_are_never_a_sheet()
    {
        var random = new Random(20261102);
        foreach (var length in new[] { 3, 1_000, 100_000 })
        {
            var octets = new byte[length];
            random.NextBytes(octets);
            Assert.Equal("sheet-unreadable", EngineerSheet.Read(octets).Error?.Code);
        }
    }

    [Fact]
    public void Five_thousand_engineers_are_read_and_one_more_is_not()
    {
        var text = new StringBuilder(Header).Append('\n');
        for (var number = 0; number < 5_000; number++) text.Append("Given,Family,g").Append(number).Append("@example.org,1/1/1990,\n");
        Assert.Equal(5_000, EngineerSheet.Read(Encoding.UTF8.GetBytes(text.ToString())).Value!.Count);
        Assert.Contains("more than 5,000", EngineerSheet.Read(Encoding.UTF8.GetBytes(text + "One,More,m@example.org,1/1/1990,\n")).Error!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", ",", "plain")]
    [InlineData("=1+1", ",", "'=1+1")]
    [InlineData("a,b", ",", "\"a,b\"")]
    [InlineData("a,b", ";", "a,b")]
    [InlineData("say \"x\"", "\t", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", ",", "\"two\nlines\"")]
    public void A_cell_is_written_so_that_it_stays_one_cell_and_text(string cell, string delimiter, string written) => Assert.Equal(written, SheetCell.Written(cell, delimiter));
}
