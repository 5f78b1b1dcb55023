using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Judging;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

public sealed class JudgingTests
{
    // A splice of 0.08 at 1 km; 0.25 one way and -0.15 the other at 2 km; a connection of 0.35 and -52 dB at 3 km; a bend of 0.05 and 0.60 at 4 km.
    private static readonly DirectedTrace AToB = new(Some.Analysis(), TraceDirection.AToB);
    private static readonly DirectedTrace BToA = new(Some.Analysis(acquisition: Some.Acquisition with { Direction = TraceDirection.BToA, Seed = 2 }), TraceDirection.BToA);
    private static readonly DirectedTrace At1550 = new(Some.Analysis(acquisition: Some.Acquisition with { WavelengthNanometres = 1550, Seed = 3 }), TraceDirection.AToB);
    private static readonly DirectedTrace[] All = [AToB, BToA, At1550];

    public static TheoryData<string, TraceCriterion, TraceOutcome, double?> Verdicts => new()
    {
        { "each splice both ways", Splice(0.10) with { Direction = CriterionDirection.TwoWayAverage }, TraceOutcome.Met, 0.08 },
        { "each splice both ways, too strict", Splice(0.07) with { Direction = CriterionDirection.TwoWayAverage }, TraceOutcome.NotMet, 0.08 },
        { "no splice above 0.30 one way", Splice(0.30), TraceOutcome.Met, 0.25 },
        { "no splice above 0.25 one way: the limit itself is allowed", Splice(0.25), TraceOutcome.Met, 0.25 },
        { "no splice above 0.20 from A", Splice(0.20) with { Direction = CriterionDirection.AToB }, TraceOutcome.NotMet, 0.25 },
        { "no splice above 0.20 from B", Splice(0.20) with { Direction = CriterionDirection.BToA }, TraceOutcome.Met, 0.08 },
        { "all splices together", Splice(0.40) with { Direction = CriterionDirection.AToB, Aggregation = CriterionAggregation.Total }, TraceOutcome.Met, 0.38 },
        { "all splices together, too strict", Splice(0.37) with { Direction = CriterionDirection.AToB, Aggregation = CriterionAggregation.Total }, TraceOutcome.NotMet, 0.38 },
        { "connections", At1310(TraceQuantity.ConnectionLoss, Limit.AtMost(0.50)), TraceOutcome.Met, 0.35 },
        { "connections, too strict", At1310(TraceQuantity.ConnectionLoss, Limit.AtMost(0.30)), TraceOutcome.NotMet, 0.35 },
        { "reflectance", At1310(TraceQuantity.Reflectance, Limit.AtMost(-50)), TraceOutcome.Met, -52.0 },
        { "reflectance for angled connectors", At1310(TraceQuantity.Reflectance, Limit.AtMost(-60)), TraceOutcome.NotMet, -52.0 },
        { "reflectance, the worse of both ways", At1310(TraceQuantity.Reflectance, Limit.AtMost(-50)) with { Direction = CriterionDirection.TwoWayAverage }, TraceOutcome.Met, -52.0 },
        { "one reflection within the link", At1310(TraceQuantity.ReflectionCount, Limit.AtMost(1)), TraceOutcome.Met, 1.0 },
        { "no reflection within the link", At1310(TraceQuantity.ReflectionCount, Limit.AtMost(0)), TraceOutcome.NotMet, 1.0 },
        { "attenuation at 1310", At1310(TraceQuantity.Attenuation, Limit.AtMost(0.40)), TraceOutcome.Met, 0.34 },
        { "attenuation at 1550", At1310(TraceQuantity.Attenuation, Limit.AtMost(0.25)) with { WavelengthNanometres = 1550 }, TraceOutcome.Met, 0.20 },
        { "attenuation at 1310 held to that at 1550", At1310(TraceQuantity.Attenuation, Limit.AtMost(0.25)), TraceOutcome.NotMet, 0.34 },
        { "attenuation at a wavelength that is not there", At1310(TraceQuantity.Attenuation, Limit.AtMost(9)) with { WavelengthNanometres = 1625 }, TraceOutcome.NotMeasured, null },
        { "length within 1 % or 5 m", At1310(TraceQuantity.LinkLength, Limit.Within(4_960, 1, 5)), TraceOutcome.Met, 5_000.0 },
        { "length, too far off", At1310(TraceQuantity.LinkLength, Limit.Within(4_900, 1, 5)), TraceOutcome.NotMet, 5_000.0 },
        { "length between", At1310(TraceQuantity.LinkLength, Limit.Between(4_990, 5_010)), TraceOutcome.Met, 5_000.0 },
        { "launch lead", At1310(TraceQuantity.LaunchLeadLength, Limit.AtLeast(150)), TraceOutcome.Met, 300.0 },
        { "launch lead, too short", At1310(TraceQuantity.LaunchLeadLength, Limit.AtLeast(500)), TraceOutcome.NotMet, 300.0 },
        { "an event within 5 m", At1310(TraceQuantity.EventLocation, Limit.WithinMetres(2_996, 5)) with { Direction = CriterionDirection.AToB }, TraceOutcome.Met, 3_000.0 },
        { "an event within 5 m, none there", At1310(TraceQuantity.EventLocation, Limit.WithinMetres(2_980, 5)) with { Direction = CriterionDirection.AToB }, TraceOutcome.NotMet, 3_000.0 },
        { "link loss", At1310(TraceQuantity.LinkLoss, Limit.AtMost(28)) with { Direction = CriterionDirection.AToB }, TraceOutcome.Met, 2.93 },
        { "link loss both ways", At1310(TraceQuantity.LinkLoss, Limit.AtMost(2.8)) with { Direction = CriterionDirection.TwoWayAverage }, TraceOutcome.Met, 2.73 },
        { "bends", new TraceCriterion(TraceQuantity.MacrobendDifference, Limit.AtMost(0.20)), TraceOutcome.NotMet, 0.55 },
        { "bends, wide limit", new TraceCriterion(TraceQuantity.MacrobendDifference, Limit.AtMost(0.60)), TraceOutcome.Met, 0.55 },
        { "bends from an end with one wavelength", new TraceCriterion(TraceQuantity.MacrobendDifference, Limit.AtMost(9)) with { Direction = CriterionDirection.BToA }, TraceOutcome.NotMeasured, null },
        { "both ways at a wavelength taken from one end", Splice(9) with { WavelengthNanometres = 1550, Direction = CriterionDirection.TwoWayAverage }, TraceOutcome.NotMeasured, null },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void A_criterion_is_met_not_met_or_not_measured(string what, TraceCriterion criterion, TraceOutcome outcome, double? value)
    {
        var proposal = TraceJudge.Judge(All, criterion);
        Assert.True(outcome == proposal.Outcome, $"{what}: {proposal.Sentence}");
        Assert.Equal(value is null, proposal.Value is null);
        if (value is { } expected)
            Assert.Equal(expected, proposal.Value!.Value, Math.Max(0.03, Math.Abs(expected) * 1e-3));
        Assert.All(proposal.Readings, r => Assert.True(r.Value is not null || r.Note is not null || r.EventNumber is not null));
        Assert.EndsWith(".", proposal.Sentence, StringComparison.Ordinal);
        Assert.Equal(outcome == TraceOutcome.NotMeasured, proposal.Sentence.Contains("not measured", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_traces_nothing_is_met()
    {
        foreach (var quantity in Enum.GetValues<TraceQuantity>())
        {
            foreach (var direction in Enum.GetValues<CriterionDirection>())
            {
                var criterion = new TraceCriterion(quantity, Limit.Within(0, 0, double.MaxValue)) { Direction = direction };
                Assert.Equal(TraceOutcome.NotMeasured, TraceJudge.Judge([], criterion).Outcome);
            }
        }
    }

    [Fact]
    public void A_trace_in_which_nothing_is_stored_meets_nothing()
    {
        var silent = Some.File().With<KeyEventsBlock>(b => b with { Events = [.. b.Events.Select(e => e with { Loss = 0, Reflectance = 0 })], Summary = default(EventSummary) })
            .With<DataPtsBlock>(b => b with { Traces = [], PointCount = 0 });
        var trace = new DirectedTrace(LinkAnalysis.Of(silent.Scaled()), TraceDirection.AToB);
        foreach (var quantity in new[] { TraceQuantity.SpliceLoss, TraceQuantity.ConnectionLoss, TraceQuantity.Reflectance, TraceQuantity.Attenuation, TraceQuantity.LinkLoss })
            Assert.Equal(TraceOutcome.NotMeasured, TraceJudge.Judge([trace], new TraceCriterion(quantity, Limit.AtMost(1_000))).Outcome);
    }

    [Fact]
    public void A_trace_without_a_table_of_events_meets_nothing_about_events()
    {
        var trace = new DirectedTrace(LinkAnalysis.Of(Some.File().With<KeyEventsBlock>(_ => null).Scaled()), TraceDirection.AToB);
        foreach (var quantity in Enum.GetValues<TraceQuantity>())
            Assert.Equal(TraceOutcome.NotMeasured, TraceJudge.Judge([trace], new TraceCriterion(quantity, Limit.Within(0, 0, double.MaxValue))).Outcome);
    }

    [Fact]
    public void One_reading_that_fails_is_not_met_though_another_is_missing()
    {
        var partly = Some.File().With<KeyEventsBlock>(b => b with { Events = [.. b.Events.Select(e => e.Loss == 80 ? e with { Loss = 0 } : e)] });
        DirectedTrace[] traces = [new(LinkAnalysis.Of(partly.Scaled()), TraceDirection.AToB)];
        Assert.Equal(TraceOutcome.NotMet, TraceJudge.Judge(traces, Splice(0.2)).Outcome);
        Assert.Equal(TraceOutcome.NotMeasured, TraceJudge.Judge(traces, Splice(0.3)).Outcome);
        Assert.Equal(TraceOutcome.NotMeasured, TraceJudge.Judge(traces, Splice(0.3) with { Aggregation = CriterionAggregation.Worst }).Outcome);
        Assert.Equal(TraceOutcome.NotMeasured, TraceJudge.Judge(traces, Splice(9) with { Aggregation = CriterionAggregation.Total }).Outcome);
    }

    [Fact]
    public void A_saturated_reflection_can_fail_but_not_pass()
    {
        var strong = Some.File().With<KeyEventsBlock>(b => b with { Events = [.. b.Events.Select(e => e.Reflectance == -52_000 ? e with { Code = new SorBytes("2F9999"u8.ToArray()) } : e)] });
        DirectedTrace[] traces = [new(LinkAnalysis.Of(strong.Scaled()), TraceDirection.AToB)];
        Assert.Equal(TraceOutcome.NotMeasured, TraceJudge.Judge(traces, At1310(TraceQuantity.Reflectance, Limit.AtMost(-50))).Outcome);
        Assert.Equal(TraceOutcome.NotMet, TraceJudge.Judge(traces, At1310(TraceQuantity.Reflectance, Limit.AtMost(-53))).Outcome);
    }

    [Fact]
    public void A_splice_seen_from_one_end_only_is_not_measured_both_ways()
    {
        var hidden = new DirectedTrace(Some.Analysis(acquisition: Some.Acquisition with { Direction = TraceDirection.BToA, LossThresholdDb = 0.1, Seed = 9 }), TraceDirection.BToA);
        var proposal = TraceJudge.Judge([AToB, hidden], Splice(0.5) with { Direction = CriterionDirection.TwoWayAverage });
        Assert.Equal(TraceOutcome.NotMeasured, proposal.Outcome);
        Assert.Contains(proposal.Readings, r => r is { Value: null, Direction: TraceDirection.AToB, LinkMetres: > 990 and < 1_010 });
    }

    [Fact]
    public void One_file_handed_in_for_both_directions_measures_nothing_both_ways()
    {
        var proposal = TraceJudge.Judge([AToB, AToB with { Direction = TraceDirection.BToA }], Splice(9) with { Direction = CriterionDirection.TwoWayAverage });
        Assert.Equal(TraceOutcome.NotMeasured, proposal.Outcome);
    }

    [Fact]
    public void The_ends_count_as_connections_only_where_a_lead_makes_them_measurable()
    {
        var bare = new DirectedTrace(Some.Analysis(Some.Link with { LaunchLeadMetres = 0, ReceiveLeadMetres = 0 }), TraceDirection.AToB);
        Assert.Equal([0.0, 3_000, 5_000], Places(AToB));
        Assert.Equal([3_000.0], Places(bare));

        static double[] Places(DirectedTrace trace) => [.. TraceJudge.Judge([trace], At1310(TraceQuantity.ConnectionLoss, Limit.AtMost(1))).Readings.Select(r => Math.Round(r.LinkMetres!.Value))];
    }

    [Fact]
    public void The_reading_names_the_event_and_the_sentence_says_it()
    {
        var proposal = TraceJudge.Judge([AToB], Splice(0.20) with { Aggregation = CriterionAggregation.Worst });
        var reading = Assert.Single(proposal.Readings);
        Assert.Equal((4, false, 1310, TraceDirection.AToB), (reading.EventNumber, reading.Meets, reading.WavelengthNanometres, reading.Direction));
        Assert.Equal("Splice loss at 1310 nm, A to B, 2,000 m (event 4): 0.250 dB, but only at most 0.2 dB is allowed.", proposal.Sentence);
        Assert.Equal("dB", proposal.Unit);
    }

    [Fact]
    public void A_limit_that_allows_nothing_and_a_place_without_a_target_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.Between(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.AtMost(double.NaN));
        Assert.Throws<ArgumentException>(() => TraceJudge.Judge(All, new TraceCriterion(TraceQuantity.EventLocation, Limit.AtMost(5))));
    }

    private static TraceCriterion Splice(double most) => At1310(TraceQuantity.SpliceLoss, Limit.AtMost(most));

    private static TraceCriterion At1310(TraceQuantity quantity, Limit limit) => new(quantity, limit) { WavelengthNanometres = 1310 };
}
