using FibreCentre.Api.Features.Traces;
using FibreCentre.Domain;
using FibreCentre.Api.Tests.Catalogue;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Evidence;
using FibreCentre.Otdr.Simulation;

namespace FibreCentre.Api.Tests.Traces;

/// <summary>What a criterion of the catalogue makes of traces.</summary>
public sealed class TraceJudgingTests
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly TraceSurroundings Around = new([new(Nine, Nine.AddHours(3))], new HashSet<string>(["OTDR-01"], StringComparer.OrdinalIgnoreCase));

    [Theory]
    [InlineData(0.08, 3, Verdict.Met)]
    [InlineData(0.12, 3, Verdict.NotMet)]
    [InlineData(0.08, 4, Verdict.NotMeasured)]   // a splice short of what is asked
    public void Splices_are_averaged_over_both_directions_and_counted(double loss, int asked, Verdict expected)
    {
        var finding = Judge(Splices(asked), Both(Link.Of(loss)));
        Assert.Equal(expected, finding.Outcome);
        // The gainer seen from one end is a splice like others seen from both.
        Assert.Contains(finding.RestsOn, reading => reading.Value is 0.04m && reading.Meets == true);
        if (expected == Verdict.NotMet) Assert.Contains("event", finding.Sentence, StringComparison.Ordinal);
        Assert.Equal(expected == Verdict.NotMeasured ? 0 : 3, finding.Readings.Count);
    }

    [Fact]
    public void From_one_end_alone_nothing_is_averaged_and_nothing_passes()
    {
        var finding = Judge(Splices(3), [Read(Link.Of().Trace(1550))]);
        Assert.Equal((Verdict.NotMeasured, 0), (finding.Outcome, finding.Readings.Count));
        Assert.Contains("one end only", finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Fibres_are_not_mixed_up_and_all_count()
    {
        var finding = Judge(Splices(6), [.. Both(Link.Of(), "11"), .. Both(Link.Of(0.15), "12")]);
        Assert.Equal((Verdict.NotMet, 6), (finding.Outcome, finding.Readings.Count));
        Assert.Contains("fibre 12", finding.Sentence, StringComparison.Ordinal);
        // A trace from the far end of the other fibre is no other direction of this one.
        Assert.Equal(Verdict.NotMeasured, Judge(Splices(3), [Read(Link.Of().Trace(1550), "11"), Read(Link.Of().Trace(1550, fromB: true), "12", TraceEnd.BToA)]).Outcome);
    }

    [Fact]
    public void Where_the_worst_counts_it_alone_is_written_down()
    {
        var finding = Judge(Criterion(TraceMeasure.SpliceLoss, new() { Unit = "dB", AtMost = 0.30m, Aggregation = Aggregation.Worst, Decimals = 2 }), Both(Link.Of()));
        Assert.Equal((Verdict.Met, 0.14m), (finding.Outcome, Assert.Single(finding.Readings)));
        Assert.Equal("0.14 dB, fibre 12, 1550 nm, B to A, event 4 at 2,000 m; at most 0.30 dB is allowed.", finding.Sentence);
    }

    [Fact]
    public void Connectors_are_judged_by_the_traces_that_are_said_to_have_them()
    {
        var apc = Criterion(TraceMeasure.Reflectance, new() { Unit = "dB", AtMost = -60, Aggregation = Aggregation.Worst }, connectors: ConnectorPolish.Apc);
        Assert.Equal("Not measured: no trace is said to have APC connectors.", Judge(apc, [Read(Link.Of().Trace(1550))]).Sentence);
        Assert.Equal(Verdict.NotMet, Judge(apc, [Read(Link.Of().Trace(1550), connectors: ConnectorPolish.Apc)]).Outcome);
        Assert.Equal(Verdict.Met, Judge(apc, [Read(Link.Of(reflectance: -65).Trace(1550), connectors: ConnectorPolish.Apc), Read(Link.Of().Trace(1550), connectors: ConnectorPolish.Upc)]).Outcome);
    }

    [Theory]
    [InlineData(3990, Verdict.Met)]
    [InlineData(4100, Verdict.NotMet)]
    [InlineData(null, Verdict.NotMeasured)]
    public void The_length_is_held_against_the_true_one(int? trueLength, Verdict expected) => Assert.Equal(
        expected, Judge(Criterion(TraceMeasure.LengthDeviation, new() { Unit = "% of allowance", AtMost = 100, Aggregation = Aggregation.Worst }), [Read(Link.Of().Trace(1550), trueLength: trueLength)]).Outcome);

    [Fact]
    public void What_blowing_did_is_after_less_before()
    {
        var rise = Criterion(TraceMeasure.AttenuationRise, new() { Unit = "dB/km", AtMost = 0.05m, Aggregation = Aggregation.Worst, Decimals = 2 });
        var strained = Link.Of() with { Sections = [new FibreSection(4000) { AttenuationDbPerKm = new Dictionary<int, double> { [1550] = 0.29 } }] };
        var before = Read(Link.Of().Trace(1550), stage: TraceStage.Before);
        Assert.Equal(Verdict.Met, Judge(rise, [before, Read(Link.Of().Trace(1550), stage: TraceStage.After)]).Outcome);
        var worse = Judge(rise, [before, Read(strained.Trace(1550), stage: TraceStage.After)]);
        Assert.Equal(Verdict.NotMet, worse.Outcome);
        Assert.InRange(worse.Readings[0], 0.08m, 0.10m);
        Assert.Equal("Not measured, fibre 12, 1550 nm, A to B: a trace from before and one from after are needed.", Judge(rise, [before]).Sentence);
    }

    [Fact]
    public void When_and_by_what_it_was_taken_is_held_against_the_sessions_and_the_kit_register()
    {
        var (outside, unknown) = (Criterion(TraceMeasure.OutsideSession, new() { Unit = "min", AtMost = 0, Aggregation = Aggregation.Worst }), Criterion(TraceMeasure.UnknownInstruments, new() { Unit = "traces", AtMost = 0, Aggregation = Aggregation.Worst }));
        var (right, wrong) = (Read(Link.Of().Trace(1550, at: Nine.AddHours(1))), Read(Link.Of().Trace(1550, serial: "mine", at: Nine.AddMinutes(-90))));
        Assert.Equal((Verdict.Met, Verdict.Met), (Judge(outside, [right]).Outcome, Judge(unknown, [right]).Outcome));
        Assert.Equal((90m, 1m), (Judge(outside, [right, wrong]).Readings[0], Judge(unknown, [right, wrong]).Readings[0]));
        Assert.Equal(Verdict.NotMeasured, Judge(outside, [Read(Link.Of().Trace(1550, at: DateTimeOffset.UnixEpoch))]).Outcome);
    }

    [Fact]
    public void Every_measure_of_the_catalogue_is_judged_and_none_passes_without_a_trace()
    {
        var criteria = ShippedCatalogue.Courses.SelectMany(course => course.Units).SelectMany(unit => unit.Criteria).Where(each => each.Kind == CriterionKind.Trace).ToList();
        Assert.All(criteria, each => Assert.NotNull(each.Trace));
        Assert.All(criteria, each => Assert.Equal(Verdict.NotMeasured, Judge(each, []).Outcome));
        JudgedTrace[] traces = [.. Both(Link.Of(reflectance: -65)).Concat(new[] { 1310 }.SelectMany(nm => new[] { Read(Link.Of(reflectance: -65).Trace(nm, at: Nine.AddHours(1))), Read(Link.Of(reflectance: -65).Trace(nm, fromB: true, at: Nine.AddHours(1)), end: TraceEnd.BToA) }))];
        Assert.All(criteria.Where(each => each.Trace is { Connectors: null, Measure: not (TraceMeasure.AttenuationRise or TraceMeasure.LengthDeviation or TraceMeasure.SpliceLoss) }), each => Assert.True(Judge(each, traces).Outcome == Verdict.Met, $"{each.Code}: {Judge(each, traces).Sentence}"));
    }

    private static (Verdict Outcome, IReadOnlyList<decimal> Readings, string Sentence, IReadOnlyList<FindingReading> RestsOn) Judge(Criterion criterion, IReadOnlyList<JudgedTrace> traces) => TraceJudging.Judge(criterion, traces, Around);

    private static Criterion Splices(int asked) => Criterion(TraceMeasure.SpliceLoss, new() { Unit = "dB", AtMost = 0.10m, Aggregation = Aggregation.Each, Readings = asked, Decimals = 2 }, TraceDirections.TwoWayAverage);

    private static Criterion Criterion(TraceMeasure measure, MeasureLimit limit, TraceDirections direction = TraceDirections.Each, ConnectorPolish? connectors = null) => new()
    {
        Code = "FTC-901-U1-C1", Text = "T", Kind = CriterionKind.Trace, SafetyCritical = false, Limit = limit, Source = "S", Edition = "E", ReviewOn = new(2027, 1, 1), Trace = new() { Measure = measure, Direction = direction, Connectors = connectors },
    };

    private static JudgedTrace[] Both(SimulatedLink link, string fibre = "12") =>
        [Read(link.Trace(1550, at: Nine.AddHours(1)), fibre), Read(link.Trace(1550, fromB: true, at: Nine.AddHours(1)), fibre, TraceEnd.BToA)];

    private static JudgedTrace Read(byte[] octets, string fibre = "12", TraceEnd end = TraceEnd.AToB, TraceStage? stage = null, ConnectorPolish? connectors = null, int? trueLength = null)
    {
        var id = new EvidenceId(Guid.NewGuid());
        return new(id, ReadTrace.Of(octets).Value!, new() { Evidence = id, Fibre = fibre, Direction = end, Stage = stage, Connectors = connectors, TrueLengthMetres = trueLength, ConfirmedBy = Guid.Empty, ConfirmedAt = Nine });
    }
}
