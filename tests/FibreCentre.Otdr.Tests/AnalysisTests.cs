using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

public sealed class AnalysisTests
{
    private static SimulatedAcquisition FromB => Some.Acquisition with { Direction = TraceDirection.BToA, Seed = 7 };

    [Fact]
    public void A_zero_set_to_the_link_makes_the_launch_lead_certain()
    {
        var link = Some.Analysis(acquisition: Some.Acquisition with { ZeroAtLinkStart = true });
        Assert.Equal(LeadBasis.UserOffset, link.LaunchLead!.Basis);
        Assert.Equal(300, link.LaunchLead.LengthMetres, 0.1);
        Assert.Equal(5_000, link.LengthMetres!.Value, 0.1);
    }

    [Fact]
    public void Leads_without_any_mark_are_recognised_by_their_reflections_in_pairs()
    {
        var link = Unmarked(Some.File());
        Assert.Equal((LeadBasis.Reflection, LeadBasis.Reflection), (link.LaunchLead!.Basis, link.ReceiveLead!.Basis));
        var single = Unmarked(Some.File(Some.Link with { LaunchLeadMetres = 0 }));
        Assert.Null(single.ReceiveLead);
        Assert.Null(single.LaunchLead);
        Assert.Equal(5_300, single.LengthMetres!.Value, 0.1);

        static LinkAnalysis Unmarked(SorFile file) => LinkAnalysis.Of(file.With<KeyEventsBlock>(b => b with { Summary = default(EventSummary) }).Scaled());
    }

    [Fact]
    public void Leads_that_are_told_count_and_one_told_to_be_missing_is_missing()
    {
        var trace = Some.Trace();
        var told = LinkAnalysis.Of(trace, new AnalysisSettings { LaunchLeadMetres = 302, ReceiveLeadMetres = 298 });
        Assert.Equal((LeadBasis.Told, LeadBasis.Told), (told.LaunchLead!.Basis, told.ReceiveLead!.Basis));
        Assert.Equal(300, told.LaunchLead.LengthMetres, 0.1);
        var none = LinkAnalysis.Of(trace, new AnalysisSettings { LaunchLeadMetres = 0, ReceiveLeadMetres = 0 });
        Assert.Null(none.LaunchLead);
        Assert.Equal(5_600, none.LengthMetres!.Value, 0.1);
        Assert.Null(LinkAnalysis.Of(trace, new AnalysisSettings { LaunchLeadMetres = 700 }).LaunchLead);
    }

    [Fact]
    public void Echoes_after_the_end_are_not_part_of_the_link()
    {
        var file = Some.File().With<KeyEventsBlock>(b => b with { Events = [.. b.Events, b.Events[^1] with { Number = 9, Time = b.Events[^1].Time + 20_000, Code = new SorBytes("1F9999"u8.ToArray()) }] });
        var link = LinkAnalysis.Of(file.Scaled());
        Assert.Equal(5_000, link.LengthMetres!.Value, 0.1);
        Assert.Equal(LinkPart.AfterLink, link.Events[^1].Part);
    }

    [Fact]
    public void The_thresholds_of_the_instrument_are_shown()
    {
        var trace = Some.Trace();
        Assert.Equal((0.03, -65.0, 5.0), (trace.LossThresholdDb, trace.ReflectanceThresholdDb, trace.EndOfFibreThresholdDb));
    }

    [Fact]
    public void A_loss_can_be_measured_where_the_instrument_found_nothing()
    {
        var link = Some.Analysis(Some.Link with { Elements = [new FusionSplice(2_500, 0.2)] }, Some.Acquisition with { LossThresholdDb = 1 });
        Assert.DoesNotContain(link.Events, e => e is { Part: LinkPart.Link });
        Assert.Equal(0.2, link.LossAt(2_500)!.LossDb, 0.03);
        Assert.Equal(0, link.LossAt(1_000)!.LossDb, 0.1);
        Assert.Null(link.LossAt(7_000));
    }

    [Fact]
    public void A_gainer_in_one_direction_cancels_in_the_mean_of_both()
    {
        var both = TwoWayAnalysis.Of(Some.Analysis(), Some.Analysis(acquisition: FromB));
        Assert.Empty(both.Problems);
        Assert.Empty(both.Unpaired);
        Assert.Equal(6, both.Events.Count);
        var gainer = both.Events[2];
        Assert.Equal((0.25, -0.15), (gainer.FromA.Event.LossDb, gainer.FromB.Event.LossDb));
        Assert.Equal(0.05, gainer.LossDb!.Value, 9);
        Assert.Equal(2_000, gainer.LinkMetres, 0.1);
        Assert.Equal(0.34, both.AttenuationDbPerKm!.Value, 0.01);
        Assert.Equal(5_000, both.LengthMetres!.Value, 0.1);
    }

    [Fact]
    public void The_worse_reflectance_and_the_worse_return_loss_count()
    {
        var worse = Some.File(acquisition: FromB).With<KeyEventsBlock>(b => b with { Events = [.. b.Events.Select(e => e.Reflectance == -52_000 ? e with { Reflectance = -40_000 } : e)] });
        var both = TwoWayAnalysis.Of(Some.Analysis(), LinkAnalysis.Of(worse.Scaled()));
        Assert.Equal(-40, both.Events.Single(e => Math.Abs(e.LinkMetres - 3_000) < 1).ReflectanceDb);
        Assert.Equal(Math.Min(both.FromA.Trace.OpticalReturnLossDb!.Value, both.FromB.Trace.OpticalReturnLossDb!.Value), both.OpticalReturnLossDb);
    }

    [Fact]
    public void An_event_without_a_partner_is_listed_and_not_guessed()
    {
        var both = TwoWayAnalysis.Of(Some.Analysis(), Some.Analysis(acquisition: FromB with { LossThresholdDb = 0.1 }));
        Assert.Equal([1_000.0, 4_000.0], both.Unpaired.Select(u => Math.Round(u.LinkMetres)));
        Assert.All(both.Unpaired, u => Assert.Equal(TraceDirection.AToB, u.Direction));
        Assert.DoesNotContain(both.Events, e => Math.Abs(e.LinkMetres - 1_000) < 10);
    }

    [Fact]
    public void A_loss_stored_in_one_direction_only_is_no_two_way_loss()
    {
        var silent = Some.File(acquisition: FromB).With<KeyEventsBlock>(b => b with { Events = [.. b.Events.Select(e => e with { Loss = 0 })] });
        Assert.All(TwoWayAnalysis.Of(Some.Analysis(), LinkAnalysis.Of(silent.Scaled())).Events, e => Assert.Null(e.LossDb));
    }

    [Fact]
    public void Of_two_near_events_only_the_nearer_is_paired()
    {
        var a = Some.Analysis(Some.Link with { Elements = [new FusionSplice(1_000, 0.1), new FusionSplice(1_016, 0.2)] }, Some.Acquisition with { PulseWidthNanoseconds = 50 });
        var b = Some.Analysis(Some.Link with { Elements = [new FusionSplice(1_006, 0.1)] }, FromB with { PulseWidthNanoseconds = 50 });
        var both = TwoWayAnalysis.Of(a, b);
        Assert.Equal(1_000, both.Events.Single(e => e.FromA.Part == LinkPart.Link).FromA.LinkMetres, 0.1);
        Assert.Equal(1_016, Assert.Single(both.Unpaired).LinkMetres, 0.1);
    }

    [Fact]
    public void Traces_that_are_not_one_link_from_both_ends_are_noted()
    {
        var a = Some.Analysis();
        Assert.Equal([TwoWayProblem.SameMeasurement], TwoWayAnalysis.Of(a, a).Problems);
        Assert.Equal([TwoWayProblem.WavelengthsDiffer], TwoWayAnalysis.Of(a, Some.Analysis(acquisition: FromB with { WavelengthNanometres = 1550 })).Problems);
        Assert.Equal([TwoWayProblem.LengthsDiffer], TwoWayAnalysis.Of(a, Some.Analysis(Some.Link with { Sections = [new FibreSection(5_100)] }, FromB)).Problems);
        Assert.Equal([TwoWayProblem.EndNotFound], TwoWayAnalysis.Of(a, Some.Analysis(acquisition: FromB with { DynamicRangeDb = 3 })).Problems);
    }

    [Fact]
    public void A_bend_loses_more_at_1550_and_a_splice_the_same()
    {
        var comparison = WavelengthComparison.Of(Some.Analysis(acquisition: Some.Acquisition with { WavelengthNanometres = 1550, Seed = 3 }), Some.Analysis());
        Assert.Equal(1310, comparison.Shorter.Trace.NominalWavelengthNanometres);
        Assert.Equal([0, 0, 0, 0.55], comparison.Differences.Select(d => Math.Round(d.DifferenceDb!.Value, 2)));
    }

    [Fact]
    public void A_bend_that_shows_at_1550_only_is_measured_on_the_samples_at_1310()
    {
        var bent = Some.Link with { Elements = [new Macrobend(2_500, 0, 0.4)] };
        var difference = Assert.Single(WavelengthComparison.Of(Some.Analysis(bent), Some.Analysis(bent, Some.Acquisition with { WavelengthNanometres = 1550 })).Differences);
        Assert.Null(difference.AtShorter);
        Assert.Equal(0.4, difference.DifferenceDb!.Value, 0.05);
    }

    [Fact]
    public void Two_traces_at_one_wavelength_are_no_comparison() =>
        Assert.Throws<ArgumentException>(() => WavelengthComparison.Of(Some.Analysis(), Some.Analysis()));
}
