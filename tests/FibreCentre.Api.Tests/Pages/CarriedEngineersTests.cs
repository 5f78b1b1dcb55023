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

    private static readonly CarriedEngineers Three = new([Known], [new(2, Engineer("Amina")), new(4, Engineer("Rhys"))], [1, 3]);

    [Fact]
    public void They_arrive_as_they_left()
    {
        var arrived = new EngineerSeal(Protection, Cohort, Booker).Open(new EngineerSeal(Protection, Cohort, Booker).Close(Three))!;
        Assert.Equal(Three.Known, arrived.Known);
        Assert.Equal(Three.Rows.Select(row => (row.Line, row.Engineer.GivenName)), arrived.Rows.Select(row => (row.Line, row.Engineer.GivenName)));
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
        var taken = Three.Only(new HashSet<int> { 1, 3 });
        Assert.Equal([Known], taken.Known);
        Assert.Equal("Rhys", Assert.Single(taken.Rows).Engineer.GivenName);
    }

    [Fact]
    public void A_rejected_sheet_can_be_put_right_and_read_again()
    {
        var file = RejectedSheet.Write([(new(3, Engineer("Zoë") with { Declarations = ["photo-id"] }), ["Needs FTC-101.", "Enter \"a\", b"])]);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), file[..3]);
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
