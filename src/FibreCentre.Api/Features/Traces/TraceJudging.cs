using System.Globalization;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Evidence;
using FibreCentre.Otdr;
using FibreCentre.Otdr.Judging;

namespace FibreCentre.Api.Features.Traces;

/// <summary>One reading that a finding rests on.</summary>
/// <param name="Value">In the unit of the limit; null where it is not measured.</param>
/// <param name="Direction"><c>a-to-b</c>, <c>b-to-a</c>; null for both together.</param>
/// <param name="LinkMetres">From the near end of the link; null for a value of the whole link.</param>
/// <param name="Event">The number of the event in its file.</param>
/// <param name="Note">Why it is not measured, or what it was measured on.</param>
public sealed record FindingReading(decimal? Value, bool? Meets, string Fibre, int? WavelengthNanometres, string? Direction, double? LinkMetres, int? Event, string? Note);

/// <summary>A confirmed trace.</summary>
internal sealed record JudgedTrace(EvidenceId Evidence, ReadTrace Read, PairedTrace Pairing)
{
    public TraceDirection Direction => Pairing.Direction == TraceEnd.AToB ? TraceDirection.AToB : TraceDirection.BToA;
}

/// <summary>What besides the traces a criterion is judged by.</summary>
/// <param name="Sessions">Of the cohort.</param>
/// <param name="Instruments">Serial numbers of the kit register.</param>
internal sealed record TraceSurroundings(IReadOnlyList<TimeSlot> Sessions, IReadOnlySet<string> Instruments)
{
    /// <summary>0 within a session; null where the instrument's clock was not set.</summary>
    public decimal? MinutesOutside(OtdrTrace trace) => trace.AcquiredAt is not { } at ? null
        : Sessions.Count == 0 ? null : Sessions.Min(session => at < session.Start ? (decimal)(session.Start - at).TotalMinutes : at > session.End ? (decimal)(at - session.End).TotalMinutes : 0m);

    public bool Knows(OtdrTrace trace) => new[] { trace.SerialNumber, trace.ModuleSerialNumber }.OfType<string>().Any(Instruments.Contains);
}

/// <summary>What traces say about a criterion: met, not met or not measured, with what it rests on. A value that is missing never makes a pass.</summary>
internal static class TraceJudging
{
    /// <param name="traces">All confirmed ones of the unit, of any fibre.</param>
    public static (Verdict Outcome, IReadOnlyList<decimal> Readings, string Sentence, IReadOnlyList<FindingReading> RestsOn) Judge(Criterion criterion, IReadOnlyList<JudgedTrace> traces, TraceSurroundings surroundings)
    {
        var (source, limit) = (criterion.Trace!, criterion.Limit!);
        var chosen = traces.Where(each => source.Connectors is null || each.Pairing.Connectors == source.Connectors).ToList();
        List<FindingReading> rests = chosen.Count == 0
            ? [Missing(source.Connectors is { } polish ? $"no trace is said to have {polish.ToString().ToUpperInvariant()} connectors" : "there is no trace")]
            : [.. Readings(source, limit, chosen, surroundings).Select(each => each with { Meets = each.Value is { } value ? limit.Judge(value) == Verdict.Met : null })];
        var values = rests.Select(each => each.Value).OfType<decimal>().ToList();
        var worst = rests.Where(each => each.Value is not null).MaxBy(each => Excess(limit, each.Value!.Value));
        var missing = rests.Find(each => each.Value is null);
        IReadOnlyList<decimal> readings = values.Count == 0 ? [] : limit.Aggregation == Aggregation.Worst ? [worst!.Value!.Value] : values;
        var outcome = limit.Judge(readings);
        // One that fails, fails whatever else is missing; one that is missing keeps the others from passing.
        if (outcome == Verdict.Met && missing is not null) outcome = Verdict.NotMeasured;
        return (outcome, outcome == Verdict.NotMeasured ? [] : readings, Sentence(criterion, outcome, worst, missing, values.Count), rests);
    }

    private static IEnumerable<FindingReading> Readings(TraceSource source, MeasureLimit limit, List<JudgedTrace> traces, TraceSurroundings surroundings) => source.Measure switch
    {
        TraceMeasure.OutsideSession => traces.Select(each => Of(each) with { Value = surroundings.MinutesOutside(each.Read.Trace) is { } minutes ? Math.Round(minutes, 1) : null, Note = each.Read.Trace.AcquiredAt is null ? "the instrument's clock was not set" : null }),
        TraceMeasure.UnknownInstruments => [new(traces.Count(each => !surroundings.Knows(each.Read.Trace)), null, string.Join(", ", Fibres(traces)), null, null, null, null, null)],
        TraceMeasure.LengthDeviation => traces.Select(each => Deviation(each)),
        TraceMeasure.AttenuationRise => Rises(traces),
        _ => Fibres(traces).SelectMany(fibre => OfFibre(source, limit, fibre, [.. traces.Where(each => each.Pairing.Fibre == fibre)])),
    };

    private static IEnumerable<FindingReading> OfFibre(TraceSource source, MeasureLimit limit, string fibre, List<JudgedTrace> traces)
    {
        var criterion = new TraceCriterion(Quantity(source.Measure), Bounds(limit))
        {
            WavelengthNanometres = source.Wavelength, Aggregation = CriterionAggregation.Each,
            Direction = source.Direction switch { TraceDirections.AToB => CriterionDirection.AToB, TraceDirections.BToA => CriterionDirection.BToA, TraceDirections.TwoWayAverage => CriterionDirection.TwoWayAverage, _ => CriterionDirection.Each },
        };
        return TraceJudge.Judge([.. traces.Select(each => new DirectedTrace(each.Read.Link, each.Direction))], criterion).Readings.Select(each => new FindingReading(
            each.Value is { } value && double.IsFinite(value) ? Math.Round((decimal)value, 6) : null, null, fibre, each.WavelengthNanometres, each.Direction is { } direction ? Words(direction) : null, each.LinkMetres is { } metres ? Math.Round(metres, 1) : null, each.EventNumber, each.Note));
    }

    private static FindingReading Deviation(JudgedTrace trace)
    {
        if (trace.Pairing.TrueLengthMetres is not { } length) return Of(trace) with { Note = "the true length was not entered" };
        if (trace.Read.Link.LengthMetres is not { } seen) return Of(trace) with { Note = "the end of the link was not found" };
        return Of(trace) with { Value = Math.Round(Math.Abs((decimal)seen - length) / Math.Max(length / 100, 5) * 100, 1), Note = string.Create(CultureInfo.InvariantCulture, $"{seen:#,0.0} m") };
    }

    /// <summary>Of each fibre, wavelength and end: the attenuation after, less that before.</summary>
    private static IEnumerable<FindingReading> Rises(List<JudgedTrace> traces)
    {
        foreach (var same in traces.GroupBy(each => (each.Pairing.Fibre, each.Read.Trace.NominalWavelengthNanometres, each.Pairing.Direction)))
        {
            var (before, after) = (same.FirstOrDefault(each => each.Pairing.Stage == TraceStage.Before), same.FirstOrDefault(each => each.Pairing.Stage == TraceStage.After));
            var reading = Of(same.First());
            if (before is null || after is null) yield return reading with { Note = "a trace from before and one from after are needed" };
            else if (before.Read.Link.AttenuationDbPerKm is not { } first || after.Read.Link.AttenuationDbPerKm is not { } second) yield return reading with { Note = "no section has enough clean samples" };
            else yield return reading with { Value = Math.Round((decimal)(second - first), 6) };
        }
    }

    private static FindingReading Of(JudgedTrace trace) => new(null, null, trace.Pairing.Fibre, trace.Read.Trace.NominalWavelengthNanometres, Words(trace.Direction), null, null, null);

    private static FindingReading Missing(string why) => new(null, null, "", null, null, null, null, why);

    private static IEnumerable<string> Fibres(List<JudgedTrace> traces) => traces.Select(each => each.Pairing.Fibre).Distinct().Order(StringComparer.Ordinal);

    private static string Words(TraceDirection direction) => direction == TraceDirection.AToB ? "a-to-b" : "b-to-a";

    private static Limit Bounds(MeasureLimit limit) => Limit.Between((double)(limit.AtLeast ?? limit.Above ?? decimal.MinValue), (double)(limit.AtMost ?? limit.Below ?? decimal.MaxValue));

    /// <summary>How far beyond the limit; below 0 within it.</summary>
    private static decimal Excess(MeasureLimit limit, decimal value) => Math.Max((limit.AtMost ?? limit.Below) is { } most ? value - most : decimal.MinValue, (limit.AtLeast ?? limit.Above) is { } least ? least - value : decimal.MinValue);

    private static TraceQuantity Quantity(TraceMeasure measure) => measure switch
    {
        TraceMeasure.SpliceLoss => TraceQuantity.SpliceLoss,
        TraceMeasure.ConnectionLoss => TraceQuantity.ConnectionLoss,
        TraceMeasure.Reflectance => TraceQuantity.Reflectance,
        TraceMeasure.Reflections => TraceQuantity.ReflectionCount,
        TraceMeasure.Attenuation => TraceQuantity.Attenuation,
        TraceMeasure.LinkLoss => TraceQuantity.LinkLoss,
        TraceMeasure.LinkLength => TraceQuantity.LinkLength,
        TraceMeasure.Macrobend => TraceQuantity.MacrobendDifference,
        TraceMeasure.LaunchLead => TraceQuantity.LaunchLeadLength,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "It is not read by the library of traces."),
    };

    private static string Sentence(Criterion criterion, Verdict outcome, FindingReading? worst, FindingReading? missing, int values)
    {
        var limit = criterion.Limit!;
        if (outcome != Verdict.NotMeasured) return $"{Figure(worst!.Value!.Value)} {limit.Unit}{Where(worst)}; {limit.Describe()} is allowed.";
        if (missing is not null) return $"Not measured{Where(missing)}: {missing.Note ?? "the file does not state it"}.";
        return $"Not measured: {values.ToString(CultureInfo.InvariantCulture)} of {limit.Readings.ToString(CultureInfo.InvariantCulture)} readings.";
    }

    private static string Figure(decimal value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Where(FindingReading reading) =>
        (reading.Fibre.Length > 0 ? $", fibre {reading.Fibre}" : "") + (reading.WavelengthNanometres is { } nanometres ? string.Create(CultureInfo.InvariantCulture, $", {nanometres} nm") : "")
        + (reading.Direction switch { "a-to-b" => ", A to B", "b-to-a" => ", B to A", _ => "" })
        + (reading.LinkMetres is { } metres ? string.Create(CultureInfo.InvariantCulture, $", event {reading.Event} at {metres:#,0} m") : "");
}
