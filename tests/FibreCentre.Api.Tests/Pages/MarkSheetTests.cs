using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Pages.Assessment;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Pages;

public sealed class MarkSheetTests
{
    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData(" -27 ", -27)]
    [InlineData("\u22128.5", -8.5)]
    [InlineData(".05", 0.05)]
    [InlineData("+3.", 3)]
    public void A_figure_is_written_with_a_point(string text, double figure) => Assert.Equal((decimal)figure, Figures.Read(text).Figure);

    [Theory]
    [InlineData("1,5")]
    [InlineData("1,500")]
    public void A_comma_is_never_guessed_at(string text) => Assert.Contains("with a point", Figures.Read(text).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("1.5 dB")]
    [InlineData("1.2.3")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("12345678901")]
    public void What_is_no_figure_is_refused(string text) => Assert.Equal("Enter a number, like 1.5", Figures.Read(text).Fault);

    [Fact]
    public void Only_what_was_changed_is_sent()
    {
        var met = Observed("C1", outcome: "met");
        var measured = Measured("C2", outcome: "not-met", 0.30m);
        var read = MarkSheet.Of([met, measured], new Dictionary<string, MarkForm>
        {
            ["C1"] = new() { Outcome = "met", Was = MarkSheet.Was(met) },
            ["C2"] = new() { Readings = ["0.1"], Was = MarkSheet.Was(measured) },
        });
        Assert.Empty(read.Faults);
        Assert.Equal("C2", Assert.Single(read.Marks).Criterion);
    }

    [Fact]
    public void What_a_colleague_marked_meanwhile_is_left_alone()
    {
        // The form was made before the colleague marked it, and says nothing of it.
        var read = MarkSheet.Of([Observed("C1", outcome: "not-met"), Measured("C2", outcome: "met", 0.1m)], new Dictionary<string, MarkForm> { ["C1"] = new() { Was = "" }, ["C2"] = new() { Was = "", Readings = [""] } });
        Assert.Empty(read.Faults);
        Assert.Empty(read.Marks);
    }

    [Fact]
    public void Not_measured_and_a_value_contradict_each_other()
    {
        var read = MarkSheet.Of([Measured("C1", outcome: null)], new Dictionary<string, MarkForm> { ["C1"] = new() { NotMeasured = true, Readings = ["0.1"] } });
        Assert.Equal("Marks[C1].Readings", Assert.Single(read.Faults).Field);
    }

    [Fact]
    public void A_value_taken_away_is_asked_for()
    {
        var measured = Measured("C1", outcome: "met", 0.1m);
        var read = MarkSheet.Of([measured], new Dictionary<string, MarkForm> { ["C1"] = new() { Readings = [""], Was = MarkSheet.Was(measured) } });
        Assert.StartsWith("Enter the value in dB", Assert.Single(read.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_cannot_be_is_refused_with_what_can()
    {
        var read = MarkSheet.Of([Measured("C1", outcome: null)], new Dictionary<string, MarkForm> { ["C1"] = new() { Readings = ["-0.1"] } });
        Assert.StartsWith("Enter a value of 0.00 dB or more", Assert.Single(read.Faults).Message, StringComparison.Ordinal);
        Assert.Empty(read.Marks);
    }

    [Fact]
    public void Not_measured_is_an_answer()
    {
        var read = MarkSheet.Of([Measured("C1", outcome: null)], new Dictionary<string, MarkForm> { ["C1"] = new() { NotMeasured = true, Note = "No launch lead" } });
        var mark = Assert.Single(read.Marks);
        Assert.Equal((Verdict.NotMeasured, "No launch lead"), (mark.Outcome, mark.Note));
    }

    [Fact]
    public void An_invented_verdict_is_refused()
    {
        var read = MarkSheet.Of([Observed("C1", outcome: null)], new Dictionary<string, MarkForm> { ["C1"] = new() { Outcome = "competent" } });
        Assert.Equal("Marks[C1].Outcome", Assert.Single(read.Faults).Field);
    }

    private static CriterionAnswer Observed(string code, string? outcome) =>
        new(code, "Wears the helmet", "observed", true, null, null, 0, 0, "Centre default", "2026", outcome, [], null, null);

    private static CriterionAnswer Measured(string code, string? outcome, params decimal[] readings) =>
        new(code, "Loss of a splice", "measured", false, "at most 0.20 dB", "dB", 2, 1, "Centre default", "2026", outcome, readings, null, new(null, 0.20m, null, null, "each", 0, null, "of 0.00 dB or more"));
}
