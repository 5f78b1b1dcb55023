using System.Text;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Places;
using Microsoft.AspNetCore.DataProtection;

namespace FibreCentre.Api.Tests.Pages;

public sealed class CarriedEngineersTests
{
    private static readonly IDataProtectionProvider Protection = new EphemeralDataProtectionProvider();
    private static readonly Guid Cohort = Guid.NewGuid();
    private static readonly Guid Booker = Guid.NewGuid();
    private static readonly Guid Known = Guid.NewGuid();

    private static readonly CarriedEngineers Three = new([Known], new(';', "Name;Row", [new(new(2, Engineer("Amina")), "Amina;2"), new(new(4, Engineer("Rhys")), "Rhys;4")]), [1, 3]);

    [Fact]
    public void They_arrive_as_they_left()
    {
        var arrived = new EngineerSeal(Protection, Cohort, Booker).Open(new EngineerSeal(Protection, Cohort, Booker).Close(Three))!;
        Assert.Equal(Three.Known, arrived.Known);
        Assert.Equal(Three.Lines.Select(line => (line.Row.Line, line.Row.Engineer.GivenName, line.Raw)), arrived.Lines.Select(line => (line.Row.Line, line.Row.Engineer.GivenName, line.Raw)));
        Assert.Equal((Three.File!.Delimiter, Three.File.Header), (arrived.File!.Delimiter, arrived.File.Header));
        Assert.Equal(Three.Accepted, arrived.Accepted);
    }

    [Fact]
    public void The_seal_of_another_cohort_or_person_does_not_open()
    {
        var closed = new EngineerSeal(Protection, Cohort, Booker).Close(Three);
        Assert.Null(new EngineerSeal(Protection, Guid.NewGuid(), Booker).Open(closed));
        Assert.Null(new EngineerSeal(Protection, Cohort, Guid.NewGuid()).Open(closed));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    public void What_is_no_seal_does_not_open(string? text) => Assert.Null(new EngineerSeal(Protection, Cohort, Booker).Open(text));

    [Fact]
    public void Rows_are_counted_over_known_engineers_and_the_file()
    {
        var taken = Three.Taken(null);
        Assert.Equal([Known], taken.Known);
        Assert.Equal("Rhys", Assert.Single(taken.Engineers).GivenName);
        // What the check refused is not taken, ticked or not.
        Assert.Equal((0, "Rhys"), (Three.Taken([2, 3]).Known.Count, Assert.Single(Three.Taken([2, 3]).Engineers).GivenName));
    }

    [Fact]
    public void A_rejected_sheet_can_be_put_right_and_read_again()
    {
        var sent = EngineerSheet.ReadFile(Encoding.UTF8.GetBytes("Team;First name;Last name;E-mail;Date of birth;Photo ID\n7;Zoë;Morgan;zoe@example.org;1/2/1990;yes\n")).Value!;
        var file = RejectedLines.Write(sent.Header, $"{sent.Delimiter}", [(sent.Lines[0].Raw, "Needs FTC-101. Enter \"a\"; b")]);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), file[..3]);
        Assert.Contains("\r\n7;Zoë;Morgan;zoe@example.org;1/2/1990;yes;\"Needs FTC-101. Enter \"\"a\"\"; b\"\r\n", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        var again = EngineerSheet.Read(file).Value!;
        Assert.Equal("Zoë", Assert.Single(again).Engineer.GivenName);
        Assert.Equal(["photo-id"], again[0].Engineer.Declarations);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+44 7700 900000")]
    [InlineData("-1")]
    [InlineData("@x")]
    [InlineData("\tx")]
    [InlineData("\rx")]
    public void What_a_spreadsheet_takes_for_a_formula_is_made_text(string cell) => Assert.Equal($"'{cell}", SheetCell.Harmless(cell));

    private static EngineerDetails Engineer(string name) => new(name, "Morgan", $"{(name == "Zoë" ? "zoe" : name.ToLowerInvariant())}@example.org", "1/2/1990", "E-1");
}
