using System.Globalization;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Tests.Catalogue;

public class MeasureLimitTests
{
    private static readonly MeasureLimit Oxygen = new() { Unit = "%vol", AtLeast = 19.5m, AtMost = 23.5m, Aggregation = Aggregation.Worst, Decimals = 1 };
    private static readonly MeasureLimit Flammable = new() { Unit = "%LEL", Below = 10, Aggregation = Aggregation.Worst };
    private static readonly MeasureLimit Cleave = new() { Unit = "°", AtMost = 1.0m, Aggregation = Aggregation.Each, Readings = 3, Decimals = 1 };
    private static readonly MeasureLimit Splice = new() { Unit = "dB", AtMost = 0.10m, Aggregation = Aggregation.Average, Readings = 2, Decimals = 2 };

    [Theory]
    [InlineData("19.4", Verdict.NotMet)]
    [InlineData("19.5", Verdict.Met)]
    [InlineData("23.5", Verdict.Met)]
    [InlineData("23.51", Verdict.NotMet)]
    public void An_inclusive_bound_itself_passes(string reading, Verdict expected) => Assert.Equal(expected, Oxygen.Judge(decimal.Parse(reading)));

    [Theory]
    [InlineData("9.99", Verdict.Met)]
    [InlineData("10", Verdict.NotMet)]
    public void An_exclusive_upper_bound_itself_fails(string reading, Verdict expected) => Assert.Equal(expected, Flammable.Judge(decimal.Parse(reading)));

    [Fact]
    public void An_exclusive_lower_bound_itself_fails()
    {
        var limit = new MeasureLimit { Unit = "m", Above = 0, Aggregation = Aggregation.Each };
        Assert.Equal(Verdict.NotMet, limit.Judge(0));
        Assert.Equal(Verdict.Met, limit.Judge(0.001m));
    }

    [Fact]
    public void Judging_never_rounds_in_favour_of_the_trainee() => Assert.Equal(Verdict.NotMet, Cleave.Judge(1.0001m));

    [Fact]
    public void No_reading_is_not_measured_and_never_a_pass()
    {
        foreach (var limit in new[] { Oxygen, Flammable, Cleave, Splice }) Assert.Equal(Verdict.NotMeasured, limit.Judge([]));
    }

    [Fact]
    public void Too_few_readings_are_not_measured() => Assert.Equal(Verdict.NotMeasured, Cleave.Judge([0.4m, 0.5m]));

    [Fact]
    public void One_reading_outside_fails_at_once_where_each_counts() => Assert.Equal(Verdict.NotMet, Cleave.Judge([1.1m]));

    [Fact]
    public void Every_reading_inside_passes_where_each_counts() => Assert.Equal(Verdict.Met, Cleave.Judge([0.4m, 1.0m, 0.9m]));

    [Fact]
    public void The_worst_reading_alone_is_enough_where_the_worst_is_written_down() => Assert.Equal(Verdict.Met, Flammable.Judge([4m]));

    [Fact]
    public void An_average_may_forgive_one_direction()
    {
        Assert.Equal(Verdict.Met, Splice.Judge([0.16m, -0.02m]));
        Assert.Equal(Verdict.NotMet, Splice.Judge([0.16m, 0.06m]));
        Assert.Equal(Verdict.NotMeasured, Splice.Judge([0.02m]));
    }

    [Fact]
    public void A_limit_reads_as_people_say_it()
    {
        Assert.Equal("at most 1.0 °", Cleave.Describe());
        Assert.Equal("from 19.5 to 23.5 %vol", Oxygen.Describe());
        Assert.Equal("below 10 %LEL", Flammable.Describe());
        Assert.Equal("at least 150 m", new MeasureLimit { Unit = "m", AtLeast = 150, Aggregation = Aggregation.Worst }.Describe());
        Assert.Equal("from -27.0 to -8.0 dBm", new MeasureLimit { Unit = "dBm", AtLeast = -27, AtMost = -8, Aggregation = Aggregation.Each, Decimals = 1 }.Describe());
        Assert.Equal("within ± 0.20 dB", new MeasureLimit { Unit = "dB", AtLeast = -0.2m, AtMost = 0.2m, Aggregation = Aggregation.Each, Decimals = 2 }.Describe());
        Assert.Equal("exactly 0 ends", new MeasureLimit { Unit = "ends", AtLeast = 0, AtMost = 0, Aggregation = Aggregation.Each }.Describe());
        Assert.Equal("exactly 2 ends", new MeasureLimit { Unit = "ends", AtLeast = 2, AtMost = 2, Aggregation = Aggregation.Each }.Describe());
        Assert.Equal("above 0 and at most 5 m", new MeasureLimit { Unit = "m", Above = 0, AtMost = 5, Aggregation = Aggregation.Each }.Describe());
    }

    [Fact]
    public void A_limit_never_hides_a_digit_of_its_bound() =>
        Assert.Equal("at most 0.05 dB", new MeasureLimit { Unit = "dB", AtMost = 0.05m, Aggregation = Aggregation.Each, Decimals = 1 }.Describe());

    [Fact]
    public void The_words_are_the_same_in_every_language_of_the_machine()
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("at most 1.0 °", Cleave.Describe());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("0", "100", "-1", false, "from 0 to 100 %")]
    [InlineData("0", "100", "0", true, "from 0 to 100 %")]
    [InlineData("0", "100", "100", true, "from 0 to 100 %")]
    [InlineData("0", "100", "100.1", false, "from 0 to 100 %")]
    [InlineData("0", null, "-0.1", false, "of 0 % or more")]
    [InlineData(null, "100", "101", false, "of 100 % or less")]
    [InlineData(null, null, "-900", true, "")]
    public void What_cannot_be_is_not_taken_and_the_range_is_told(string? lowest, string? highest, string reading, bool taken, string range)
    {
        var limit = new MeasureLimit { Unit = "%", AtLeast = 80, Aggregation = Aggregation.Each, Lowest = Figure(lowest), Highest = Figure(highest) };
        Assert.Equal((taken, range), (limit.Admits(Figure(reading)!.Value), limit.DescribeRange()));
    }

    private static decimal? Figure(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
