using System.Globalization;
using System.Xml.Linq;
using FibreCentre.Otdr.Drawing;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

public sealed class DrawingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_chart_is_well_formed_and_named_for_those_who_do_not_see_it()
    {
        var chart = Draw([new ChartTrace(Some.Trace(), "1310 nm, A to B")], new ChartSettings { Title = "Fibre 12", IdPrefix = "t-1" });
        Assert.Equal("img", chart.Attribute("role")!.Value);
        Assert.Equal("t-1-title t-1-desc", chart.Attribute("aria-labelledby")!.Value);
        Assert.Equal("Fibre 12", chart.Elements(Svg + "title").Single(t => t.Attribute("id")!.Value == "t-1-title").Value);
        Assert.Contains("1310 nm, A to B: 8 events. 1, reflection at 0 m", chart.Element(Svg + "desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strict_content_security_policy_has_nothing_to_refuse()
    {
        var chart = Draw([new ChartTrace(Some.Trace(), "one"), new ChartTrace(Some.Trace(), "two")]);
        var names = chart.DescendantsAndSelf().Select(e => e.Name.LocalName).Distinct();
        Assert.Empty(names.Except(["svg", "title", "desc", "rect", "g", "line", "text", "path"]));
        Assert.DoesNotContain(chart.DescendantsAndSelf().Attributes(), a => a.Name.LocalName is "style" or "href" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_stays_text()
    {
        const string Hostile = "</text><script>alert(1)</script> & \"é\" \u0001\ud83d";
        var chart = Draw([new ChartTrace(Some.Trace(), Hostile)], new ChartSettings { Title = Hostile });
        Assert.DoesNotContain(chart.Descendants(), e => e.Name.LocalName == "script");
        Assert.Contains(chart.Descendants(Svg + "text"), t => t.Value.StartsWith("</text><script>alert(1)</script> & \"é\"", StringComparison.Ordinal));
    }

    [Fact]
    public void No_peak_is_lost_however_narrow()
    {
        var samples = Enumerable.Repeat((ushort)20_000, 31_000).ToArray();
        samples[17_301] = 5_000;
        samples[9_123] = 42_000;
        var trace = Some.File().With<DataPtsBlock>(b => b with { Traces = [new SampleRun(1000, samples)], PointCount = 31_000 }).Scaled();
        var points = Points(Draw([new ChartTrace(trace, "spike")], new ChartSettings { FromMetres = 0, ToMetres = 15_500 }));
        var usual = points.GroupBy(p => p.Y).MaxBy(g => g.Count())!.Key;
        var up = points.Single(p => p.Y < usual);
        var down = points.Single(p => p.Y > usual);
        Assert.Equal(15.0 / 22.0, (usual - up.Y) / (down.Y - usual), 0.01);
        Assert.Equal(17_301 * 0.5, Distance(up.X), 10.0);
        Assert.Equal(9_123 * 0.5, Distance(down.X), 10.0);
        Assert.InRange(points.Count, 800, 2 * 960);

        static double Distance(double x) => (x - 64) / (960 - 64 - 16) * 15_500;
    }

    [Fact]
    public void Few_samples_are_drawn_each()
    {
        var trace = Some.File().With<DataPtsBlock>(b => b with { Traces = [new SampleRun(1000, new ushort[] { 1_000, 2_000, 500 })], PointCount = 3 }).Scaled();
        Assert.Equal(3, Points(Draw([new ChartTrace(trace, "three")], new ChartSettings { FromMetres = 0, ToMetres = 1 })).Count);
    }

    [Fact]
    public void Traces_are_told_apart_without_colour()
    {
        var paths = Draw([.. Enumerable.Range(1, 4).Select(i => new ChartTrace(Some.Trace(), "trace " + i))]).Descendants(Svg + "path").ToArray();
        Assert.Equal(4, paths.Select(p => p.Attribute("stroke-dasharray")!.Value).Distinct().Count());
        Assert.Equal(4, paths.Select(p => p.Attribute("stroke")!.Value).Distinct().Count());
    }

    [Fact]
    public void Events_stand_where_the_trace_shows_them_with_an_offset_too()
    {
        var trace = Some.Trace(acquisition: Some.Acquisition with { ZeroAtLinkStart = true, DynamicRangeDb = 45 });
        var chart = Draw([new ChartTrace(trace, "one")], new ChartSettings { FromMetres = 2_900, ToMetres = 3_100 });
        var marker = Number(chart.Descendants(Svg + "g").Single(g => g.Attribute("class")?.Value == "otdr-events-1").Element(Svg + "line")!, "x1");
        var rise = Points(chart).Zip(Points(chart).Skip(1)).MinBy(p => p.Second.Y - p.First.Y).Second.X;
        Assert.InRange(rise - marker, -5, 5);
    }

    [Fact]
    public void A_trace_from_B_can_be_drawn_as_seen_from_A()
    {
        var back = Some.Trace(acquisition: Some.Acquisition with { Direction = TraceDirection.BToA });
        var words = TraceChart.Describe([new ChartTrace(back, "back") { ZeroMetres = 300, MirroredAtMetres = 5_000 }]);
        Assert.Contains("reflection at 3,000 m", words, StringComparison.Ordinal);
        Assert.Contains("gainer at 2,000 m", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DistanceUnit.Automatic, "Distance in km", "3")]
    [InlineData(DistanceUnit.Kilometres, "Distance in km", "3")]
    [InlineData(DistanceUnit.Metres, "Distance in m", "3,000")]
    public void The_axis_has_round_numbers_in_the_unit_asked_for(DistanceUnit unit, string title, string tick)
    {
        var texts = Draw([new ChartTrace(Some.Trace(), "one")], new ChartSettings { Unit = unit }).Descendants(Svg + "text").Select(t => t.Value).ToArray();
        Assert.Contains(title, texts);
        Assert.Contains(tick, texts);
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var expected = TraceChart.ToSvg([new ChartTrace(Some.Trace(), "one")]);
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(expected, TraceChart.ToSvg([new ChartTrace(Some.Trace(), "one")]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_chart_of_nothing_is_still_a_chart()
    {
        Assert.Empty(Draw([]).Descendants(Svg + "path"));
        var empty = Some.File().With<DataPtsBlock>(b => b with { Traces = [], PointCount = 0 }).With<KeyEventsBlock>(_ => null).Scaled();
        Assert.Contains("no table of events", Draw([new ChartTrace(empty, "nothing")]).Element(Svg + "desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TraceChart.ToSvg([], new ChartSettings { Width = 10 }));
        Assert.Throws<ArgumentException>(() => TraceChart.ToSvg([], new ChartSettings { IdPrefix = "a\"b" }));
    }

    private static XElement Draw(IReadOnlyList<ChartTrace> traces, ChartSettings? settings = null) => XElement.Parse(TraceChart.ToSvg(traces, settings));

    private static List<(double X, double Y)> Points(XElement chart) =>
        [.. chart.Descendants(Svg + "path").First().Attribute("d")!.Value.Split('M', 'L').Skip(1).Select(p => p.Split(' ')).Select(p => (Parse(p[0]), Parse(p[1])))];

    private static double Number(XElement element, string attribute) => Parse(element.Attribute(attribute)!.Value);

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
