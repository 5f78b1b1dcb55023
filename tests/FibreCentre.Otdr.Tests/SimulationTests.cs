using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

/// <summary>What was put into a simulated link comes out of its trace.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(1310, 0.34)]
    [InlineData(1550, 0.20)]
    public void The_attenuation_put_in_is_measured_on_the_samples(int wavelength, double dbPerKm)
    {
        var link = Some.Analysis(acquisition: Some.Acquisition with { WavelengthNanometres = wavelength });
        Assert.Equal(dbPerKm, link.AttenuationDbPerKm!.Value, 0.01);
        Assert.All(link.Sections.Where(s => s.Part == LinkPart.Link), s => Assert.Equal(dbPerKm, s.AttenuationDbPerKm!.Value, 0.02));
        Assert.All(link.Sections.Where(s => s.Part == LinkPart.Link), s => Assert.Equal(dbPerKm, s.StoredAttenuationDbPerKm!.Value, 0.0011));
    }

    [Fact]
    public void Sections_of_different_fibre_are_told_apart()
    {
        var link = Some.Analysis(Some.Link with
        {
            Sections = [new FibreSection(2_500), new FibreSection(2_500) { AttenuationDbPerKm = new Dictionary<int, double> { [1310] = 0.5 } }],
            Elements = [new FusionSplice(2_500, 0.1)],
        });
        Assert.Equal([0.34, 0.5], link.Sections.Where(s => s.Part == LinkPart.Link).Select(s => Math.Round(s.AttenuationDbPerKm!.Value, 2)));
        Assert.Equal(0.42, link.AttenuationDbPerKm!.Value, 0.01);
    }

    [Fact]
    public void The_length_and_both_leads_are_found()
    {
        var link = Some.Analysis();
        Assert.Equal(5_000, link.LengthMetres!.Value, 0.1);
        Assert.Equal((300, LeadBasis.LossSpan), (Math.Round(link.LaunchLead!.LengthMetres), link.LaunchLead.Basis));
        Assert.Equal((300, LeadBasis.LossSpan), (Math.Round(link.ReceiveLead!.LengthMetres), link.ReceiveLead.Basis));
    }

    [Fact]
    public void The_loss_of_every_event_is_recorded_and_measured_on_the_samples()
    {
        var link = Some.Analysis();
        var expected = new[] { (0.0, 0.25), (1_000, 0.08), (2_000, 0.25), (3_000, 0.35), (4_000, 0.05), (5_000, 0.25) };
        var events = link.Events.Where(e => e.IsOnLink).ToArray();
        Assert.Equal(expected.Length, events.Length);
        foreach (var ((metres, loss), item) in expected.Zip(events))
        {
            Assert.Equal(metres, item.LinkMetres, 0.1);
            Assert.Equal(loss, item.Event.LossDb!.Value, 0.0006);
            Assert.Equal(loss, item.OnSamples!.LossDb, 0.03);
        }
    }

    [Fact]
    public void The_loss_of_the_link_is_the_sum_of_its_parts()
    {
        const double Expected = (5 * 0.34) + 0.25 + 0.08 + 0.25 + 0.35 + 0.05 + 0.25;
        var link = Some.Analysis();
        Assert.Equal(Expected, link.Loss!.LossDb, 0.03);
        Assert.Equal(Expected, link.Trace.TotalLossDb!.Value, 0.001);
        var budget = new LinkBudget { AttenuationDbPerKm = 0.34, SpliceLossDb = 0.1, ConnectionLossDb = 0.5, SplitterLossDb = 10.5 };
        Assert.Equal((5 * 0.34) + (3 * 0.1) + (3 * 0.5) + 10.5, budget.AllowedDb(5, 3, 3), 12);
    }

    [Fact]
    public void A_reflection_stands_as_high_as_its_reflectance_says()
    {
        var quiet = Some.Acquisition with { DynamicRangeDb = 45 };
        var trace = Some.Trace(acquisition: quiet);
        var at = (int)((3_300 - trace.FirstSampleMetres) / trace.SampleSpacingMetres!.Value);
        var height = trace.LevelDb(at + 10) - trace.LevelDb(at - 3);
        // Reflectance = backscatter at 1 ns + 10 log10((10^(height / 5) - 1) * pulse in ns)
        Assert.Equal(-52, -80 + (10 * Math.Log10((Math.Pow(10, height / 5) - 1) * 100)), 0.3);
    }

    [Fact]
    public void The_trace_stays_in_the_dead_zone_for_the_length_of_the_pulse()
    {
        foreach (var pulse in new[] { 100, 500 })
        {
            var trace = Some.Trace(acquisition: Some.Acquisition with { PulseWidthNanoseconds = pulse, DynamicRangeDb = 45 });
            var at = (int)(3_300 / trace.SampleSpacingMetres!.Value) + 2;
            var before = trace.LevelDb(at - 5);
            var width = Enumerable.Range(at, 2_000).TakeWhile(i => trace.LevelDb(i) > before).Count() * trace.SampleSpacingMetres.Value;
            Assert.InRange(width, trace.PulseLengthMetres - 2, 3 * trace.PulseLengthMetres);
        }
    }

    [Fact]
    public void Two_events_within_one_pulse_are_recorded_as_one()
    {
        var link = Some.Link with { Elements = [new FusionSplice(2_000, 0.1), new FusionSplice(2_015, 0.2)] };
        Assert.Equal(0.3, Assert.Single(Splices(500)), 0.001);
        Assert.Equal([0.1, 0.2], Splices(50).Select(l => Math.Round(l, 3)));

        double[] Splices(int pulse) =>
            [.. Some.Analysis(link, Some.Acquisition with { PulseWidthNanoseconds = pulse }).Events.Where(e => e is { Part: LinkPart.Link, Event.IsReflective: false }).Select(e => e.Event.LossDb!.Value)];
    }

    [Fact]
    public void A_longer_average_is_less_noisy()
    {
        Assert.InRange(Error(3), Error(0.03) / 20, Error(0.03) / 4);

        static double Error(double seconds) => Some.Analysis(acquisition: Some.Acquisition with { PulseWidthNanoseconds = 10, AveragingTimeSeconds = seconds }).Sections[^2].StandardErrorDbPerKm!.Value;
    }

    [Fact]
    public void Below_the_noise_nothing_is_found_or_measured()
    {
        var link = Some.Analysis(acquisition: Some.Acquisition with { DynamicRangeDb = 3 });
        Assert.Null(link.LengthMetres);
        Assert.Null(link.Loss);
        Assert.DoesNotContain(link.Events, e => e.Event.IsEnd);
        Assert.Null(link.Trace.TotalLossDb);
    }

    [Fact]
    public void A_splitter_is_one_large_loss()
    {
        var link = Some.Analysis(Some.Link with { Elements = [new Splitter(2_500, 10.5)] }, Some.Acquisition with { DynamicRangeDb = 40 });
        Assert.Equal(10.5, link.Events.Single(e => e.Part == LinkPart.Link).OnSamples!.LossDb, 0.05);
    }

    [Fact]
    public void A_strong_reflection_saturates_and_is_recorded_so()
    {
        var trace = Some.Trace(Some.Link with { EndReflectanceDb = -14 }, Some.Acquisition with { PulseWidthNanoseconds = 10 });
        Assert.Equal(EventKind.Saturated, trace.Events[^1].Kind);
        Assert.Equal(0, trace.Samples.ToArray().Min());
    }

    [Fact]
    public void The_same_settings_give_the_same_octets_and_another_seed_other_samples()
    {
        Assert.Equal(Some.Octets(), Some.Octets());
        Assert.NotEqual(Some.Trace().Samples.ToArray(), Some.Trace(acquisition: Some.Acquisition with { Seed = 2 }).Samples.ToArray());
    }

    [Fact]
    public void Instrument_people_and_places_are_written()
    {
        var trace = Some.Trace(acquisition: Some.Acquisition with
        {
            Supplier = "Maker", Model = "M 1", SerialNumber = "S-77", Operator = "Ada", CableId = "C9", FibreId = "12", LocationA = "Hall", LocationB = "Pole", Comment = "Bay 4", Direction = TraceDirection.BToA,
        });
        Assert.Equal(("Maker", "M 1", "S-77", "Ada"), (trace.Supplier, trace.Model, trace.SerialNumber, trace.Operator));
        Assert.Equal(("C9", "12", "Pole", "Hall", "Bay 4"), (trace.CableId, trace.FibreId, trace.LocationA, trace.LocationB, trace.Comment));
        Assert.Equal(Some.Monday, trace.AcquiredAt);
    }

    [Fact]
    public void Settings_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Some.File(acquisition: Some.Acquisition with { SampleSpacingMetres = 0.01 }));
        Assert.Throws<ArgumentException>(() => Some.File(acquisition: Some.Acquisition with { PulseWidthNanoseconds = 0 }));
        Assert.Throws<ArgumentException>(() => Some.File(Some.Link with { Elements = [new FusionSplice(6_000, 0.1)] }));
        Assert.Throws<ArgumentException>(() => Some.File(Some.Link with { Sections = [] }));
    }

    [Fact]
    public void Without_a_spacing_there_are_some_31_000_samples() =>
        Assert.InRange(Some.Trace(acquisition: Some.Acquisition with { SampleSpacingMetres = null }).Samples.Length, 30_900, 31_100);
}
