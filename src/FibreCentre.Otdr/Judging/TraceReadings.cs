using FibreCentre.Otdr.Analysis;

namespace FibreCentre.Otdr.Judging;

/// <summary>Takes from the traces the values a criterion is about, in groups of one trace or one pair each.</summary>
internal sealed class TraceReadings(IReadOnlyList<DirectedTrace> traces, TraceCriterion criterion)
{
    public IReadOnlyList<IReadOnlyList<TraceReading>> Groups()
    {
        var wavelength = criterion.WavelengthNanometres;
        if (criterion.Quantity == TraceQuantity.MacrobendDifference)
            return OrMissing(Directions().SelectMany(Macrobends), "traces at two wavelengths from one end are needed");

        var chosen = traces.Where(t => wavelength is null || t.Link.Trace.IsAt(wavelength.Value)).ToArray();
        if (criterion.Direction == CriterionDirection.TwoWayAverage && criterion.Quantity is not (TraceQuantity.LaunchLeadLength or TraceQuantity.ReflectionCount or TraceQuantity.EventLocation))
            return OrMissing(Pairs(chosen), wavelength is null ? "traces from both ends are needed" : $"traces at {wavelength} nm from both ends are needed");
        var directions = Directions().ToArray();
        return OrMissing(
            chosen.Where(t => directions.Contains(t.Direction)).Select(OfTrace),
            wavelength is null ? "there is no such trace" : $"there is no such trace at {wavelength} nm");
    }

    private IEnumerable<TraceDirection> Directions() => criterion.Direction switch
    {
        CriterionDirection.AToB => [TraceDirection.AToB],
        CriterionDirection.BToA => [TraceDirection.BToA],
        _ => [TraceDirection.AToB, TraceDirection.BToA],
    };

    private IReadOnlyList<TraceReading>[] OrMissing(IEnumerable<IReadOnlyList<TraceReading>> groups, string why)
    {
        var found = groups.Where(g => g.Count > 0).ToArray();
        return found.Length > 0 ? found : [[new TraceReading { WavelengthNanometres = criterion.WavelengthNanometres, Note = why }]];
    }

    private TraceReading[] OfTrace(DirectedTrace trace)
    {
        var link = trace.Link;
        var whole = new TraceReading { WavelengthNanometres = link.Trace.NominalWavelengthNanometres, Direction = trace.Direction };
        if (!link.Trace.HasEvents && criterion.Quantity is not TraceQuantity.Attenuation)
            return [whole with { Note = "the file has no table of events" }];
        return criterion.Quantity switch
        {
            TraceQuantity.SpliceLoss => OrNone(link.Events.Where(IsSplice).Select(e => At(whole, e) with { Value = e.Event.LossDb }), whole, "the instrument found no splice"),
            TraceQuantity.ConnectionLoss => OrNone(link.Events.Where(e => IsMeasurableConnection(link, e)).Select(e => At(whole, e) with { Value = e.Event.LossDb }), whole, "the instrument found no connection with fibre on both sides"),
            TraceQuantity.Reflectance => OrNone(link.Events.Where(e => IsConnection(link, e)).Select(e => Reflectance(At(whole, e), e)), whole, "the instrument found no connection"),
            TraceQuantity.ReflectionCount => [Of(whole, link.EndMetres is null ? null : link.Events.Count(e => e is { Part: LinkPart.Link, Event.IsReflective: true }), "the end of the link was not found")],
            TraceQuantity.Attenuation => [Of(whole, link.AttenuationDbPerKm, "no section has enough clean samples")],
            TraceQuantity.LinkLoss => [LinkLoss(whole, link)],
            TraceQuantity.LinkLength => [Of(whole, link.LengthMetres, "the end of the link was not found")],
            TraceQuantity.EventLocation => [NearestEvent(whole, link)],
            TraceQuantity.LaunchLeadLength => [Of(whole, link.LaunchLead?.LengthMetres, "no launch lead was recognised")],
            _ => [],
        };
    }

    /// <summary>Pairs by wavelength: the first trace from A with the first from B at the same one.</summary>
    private IEnumerable<IReadOnlyList<TraceReading>> Pairs(DirectedTrace[] chosen)
    {
        foreach (var wavelength in chosen.Select(t => t.Link.Trace.NominalWavelengthNanometres).Distinct())
        {
            var sameWavelength = chosen.Where(t => wavelength is { } nanometres ? t.Link.Trace.IsAt(nanometres) : t.Link.Trace.NominalWavelengthNanometres is null).ToArray();
            if (sameWavelength[0].Link.Trace.NominalWavelengthNanometres != wavelength)
                continue; // within a few nm of one that was paired before
            var whole = new TraceReading { WavelengthNanometres = wavelength };
            var fromA = sameWavelength.FirstOrDefault(t => t.Direction == TraceDirection.AToB);
            var fromB = sameWavelength.FirstOrDefault(t => t.Direction == TraceDirection.BToA);
            if (fromA is null || fromB is null)
            {
                yield return [whole with { Note = "there is a trace from one end only" }];
                continue;
            }
            var both = TwoWayAnalysis.Of(fromA.Link, fromB.Link);
            yield return both.Problems.Count == 0 ? OfPair(whole, both) : [whole with { Note = Words(both.Problems[0]) }];
        }
    }

    private TraceReading[] OfPair(TraceReading whole, TwoWayAnalysis both)
    {
        var (a, b) = (both.FromA, both.FromB);
        return criterion.Quantity switch
        {
            TraceQuantity.SpliceLoss => OrNone(
                both.Events.Where(e => IsSplice(e.FromA) && IsSplice(e.FromB)).Select(e => At(whole, e) with { Value = e.LossDb }).Concat(Unpaired(IsSplice)), whole, "the instruments found no splice"),
            TraceQuantity.ConnectionLoss => OrNone(
                both.Events.Where(e => IsMeasurableConnection(a, e.FromA) && IsMeasurableConnection(b, e.FromB)).Select(e => At(whole, e) with { Value = e.LossDb })
                    .Concat(Unpaired(e => e is { Part: LinkPart.Link, Event: { IsReflective: true, IsEnd: false } })),
                whole,
                "the instruments found no connection with fibre on both sides"),
            TraceQuantity.Reflectance => OrNone(
                both.Events.Where(e => IsConnection(a, e.FromA) || IsConnection(b, e.FromB)).Select(e => Worse(At(whole, e), e)).Concat(Unpaired(e => e is { Part: LinkPart.Link, Event.IsReflective: true })),
                whole,
                "the instruments found no connection"),
            TraceQuantity.Attenuation => [Of(whole, both.AttenuationDbPerKm, "no section has enough clean samples")],
            TraceQuantity.LinkLoss => [Of(whole, both.LossDb, "the ends of the link have too few clean samples")],
            TraceQuantity.LinkLength => [whole with { Value = both.LengthMetres }],
            _ => [],
        };

        IEnumerable<TraceReading> Unpaired(Func<LinkEvent, bool> wanted) => both.Unpaired.Where(u => wanted(u.Event)).Select(u => whole with
        {
            Direction = u.Direction,
            LinkMetres = u.LinkMetres,
            EventNumber = u.Event.Event.Number,
            Note = "the other trace has no event there",
        });

        TraceReading Worse(TraceReading reading, TwoWayEvent pair)
        {
            var readings = new[] { (Link: a, Event: pair.FromA), (Link: b, Event: pair.FromB) }.Where(s => IsConnection(s.Link, s.Event)).Select(s => Reflectance(reading, s.Event)).ToArray();
            return readings.FirstOrDefault(r => r.Value is null) ?? readings.MaxBy(r => r.Value)!;
        }
    }

    private IEnumerable<IReadOnlyList<TraceReading>> Macrobends(TraceDirection direction)
    {
        var byWavelength = traces.Where(t => t.Direction == direction && t.Link.Trace.NominalWavelengthNanometres is not null)
            .DistinctBy(t => t.Link.Trace.NominalWavelengthNanometres).OrderBy(t => t.Link.Trace.NominalWavelengthNanometres).ToArray();
        var shorter = byWavelength.FirstOrDefault();
        var longer = criterion.WavelengthNanometres is { } wanted ? Array.Find(byWavelength, t => t.Link.Trace.IsAt(wanted)) : byWavelength.LastOrDefault();
        if (shorter is null || longer is null || ReferenceEquals(shorter, longer))
            return [];
        var whole = new TraceReading { Direction = direction, WavelengthNanometres = longer.Link.Trace.NominalWavelengthNanometres };
        return [OrNone(
            WavelengthComparison.Of(shorter.Link, longer.Link).Differences.Select(d => Of(whole, d.DifferenceDb, "one of the wavelengths has no loss there") with
            {
                LinkMetres = d.LinkMetres,
                EventNumber = (d.AtLonger ?? d.AtShorter)?.Event.Number,
            }),
            whole,
            "neither trace has an event within the link")];
    }

    private TraceReading NearestEvent(TraceReading whole, LinkAnalysis link)
    {
        var target = criterion.Limit.Target ?? 0;
        return link.Events.Where(e => e.IsOnLink && e.Part != LinkPart.Start).MinBy(e => Math.Abs(e.LinkMetres - target)) is { } nearest
            ? At(whole, nearest) with { Value = nearest.LinkMetres }
            : whole with { Note = "the instrument found no event on the link" };
    }

    /// <summary>A reflection that saturated the receiver is at least so strong: enough to fail, not to pass.</summary>
    private TraceReading Reflectance(TraceReading reading, LinkEvent item) =>
        item.Event is { Kind: EventKind.Saturated, ReflectanceDb: { } least } && criterion.Limit.IsMetBy(least)
            ? reading with { Note = "the reflection saturated the receiver" }
            : reading with { Value = item.Event.ReflectanceDb };

    private static bool IsSplice(LinkEvent item) => item is { Part: LinkPart.Link, Event: { IsReflective: false, IsEnd: false } };

    private static bool IsMeasurableConnection(LinkAnalysis link, LinkEvent item) => item.Event is { IsReflective: true } && item.Part switch
    {
        LinkPart.Link => !item.Event.IsEnd,
        LinkPart.Start => link.LaunchLead is not null,
        LinkPart.End => link.ReceiveLead is not null,
        _ => false,
    };

    private static bool IsConnection(LinkAnalysis link, LinkEvent item) => IsMeasurableConnection(link, item) || item is { Part: LinkPart.Start, Event: { IsReflective: true, IsEnd: false } };

    /// <summary>On the samples; as the instrument stated it where they do not give it.</summary>
    private static TraceReading LinkLoss(TraceReading whole, LinkAnalysis link) => link.Loss is { } loss
        ? whole with { Value = loss.LossDb, Note = "on the samples" }
        : whole with { Value = link.Trace.TotalLossDb, Note = link.Trace.TotalLossDb is null ? "neither the samples nor the file give it" : "as the instrument stated it" };

    private static TraceReading Of(TraceReading whole, double? value, string whyNot) => whole with { Value = value, Note = value is null ? whyNot : null };

    private static TraceReading[] OrNone(IEnumerable<TraceReading> readings, TraceReading whole, string why) =>
        readings.ToArray() is { Length: > 0 } some ? some : [whole with { Note = why }];

    private static TraceReading At(TraceReading whole, LinkEvent item) => whole with { LinkMetres = item.LinkMetres, EventNumber = item.Event.Number };

    private static TraceReading At(TraceReading whole, TwoWayEvent item) => whole with { LinkMetres = item.LinkMetres, EventNumber = item.FromA.Event.Number };

    private static string Words(TwoWayProblem problem) => problem switch
    {
        TwoWayProblem.EndNotFound => "a trace has no end",
        TwoWayProblem.LengthsDiffer => "the lengths seen from the two ends differ",
        TwoWayProblem.WavelengthsDiffer => "the wavelengths differ",
        _ => "both traces are one measurement",
    };
}
