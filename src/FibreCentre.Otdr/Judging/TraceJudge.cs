using System.Globalization;

namespace FibreCentre.Otdr.Judging;

/// <summary>
/// Holds traces against criteria. A value that is not stored or cannot be measured is not measured, which is never met; a reading
/// that fails is not met whatever else is missing.
/// </summary>
public static class TraceJudge
{
    /// <summary>What the traces say about one criterion.</summary>
    /// <param name="traces">All traces of one link; others are a mistake this cannot see.</param>
    /// <param name="criterion">The criterion.</param>
    /// <exception cref="ArgumentException">An event location without a target.</exception>
    public static TraceProposal Judge(IReadOnlyList<DirectedTrace> traces, TraceCriterion criterion)
    {
        ArgumentNullException.ThrowIfNull(traces);
        ArgumentNullException.ThrowIfNull(criterion);
        if (criterion is { Quantity: TraceQuantity.EventLocation, Limit.Target: null })
            throw new ArgumentException("An event is located against a target.", nameof(criterion));

        var groups = new TraceReadings(traces, criterion).Groups();
        return criterion.Aggregation == CriterionAggregation.Total ? JudgeTotals(criterion, groups) : JudgeReadings(criterion, [.. groups.SelectMany(g => g)]);
    }

    private static TraceProposal JudgeReadings(TraceCriterion criterion, IReadOnlyList<TraceReading> readings)
    {
        readings = [.. readings.Select(r => r with { Meets = r.Value is { } value ? criterion.Limit.IsMetBy(value) : null })];
        var worst = readings.Where(r => r.Value is not null).MaxBy(r => criterion.Limit.Excess(r.Value!.Value));
        var missing = readings.FirstOrDefault(r => r.Value is null);
        var outcome = worst is { Meets: false } ? TraceOutcome.NotMet
            : worst is null || missing is not null ? TraceOutcome.NotMeasured
            : TraceOutcome.Met;
        var shown = criterion.Aggregation == CriterionAggregation.Worst && worst is not null && outcome != TraceOutcome.NotMeasured ? [worst] : readings;
        return new TraceProposal(criterion, outcome, worst?.Value, shown, Sentence(criterion, outcome, worst, missing));
    }

    private static TraceProposal JudgeTotals(TraceCriterion criterion, IReadOnlyList<IReadOnlyList<TraceReading>> groups)
    {
        var totals = groups.Select(g => g is [var single] ? single : new TraceReading
        {
            Value = g.Any(r => r.Value is null) ? null : g.Sum(r => r.Value!.Value),
            WavelengthNanometres = g[0].WavelengthNanometres,
            Direction = g[0].Direction,
            Note = g.FirstOrDefault(r => r.Value is null)?.Note ?? $"total of {g.Count}",
        });
        var verdict = JudgeReadings(criterion, [.. totals]);
        return verdict with { Readings = [.. groups.SelectMany(g => g)] };
    }

    private static string Sentence(TraceCriterion criterion, TraceOutcome outcome, TraceReading? worst, TraceReading? missing)
    {
        var name = Name(criterion.Quantity);
        var limit = criterion.Limit.Describe(criterion.Unit);
        var value = worst is null ? "" : $"{worst.Value!.Value.ToString(criterion.Unit is "m" or "" ? "#,0.#" : "0.000", CultureInfo.InvariantCulture)} {criterion.Unit}".TrimEnd();
        return outcome switch
        {
            TraceOutcome.Met => $"{name}{Where(worst!)}: {value}, {limit} is allowed.",
            TraceOutcome.NotMet => $"{name}{Where(worst!)}: {value}, but only {limit} is allowed.",
            _ when missing is null => $"{name}: not measured, the traces show nothing of it.",
            _ => $"{name}{Where(missing)}: not measured, {missing.Note ?? "the file does not state it"}.",
        };
    }

    private static string Where(TraceReading reading)
    {
        var direction = reading.Direction switch
        {
            TraceDirection.AToB => ", A to B",
            TraceDirection.BToA => ", B to A",
            _ => "",
        };
        var wavelength = reading.WavelengthNanometres is { } nanometres ? string.Create(CultureInfo.InvariantCulture, $" at {nanometres} nm") : "";
        var place = reading.LinkMetres is { } metres ? string.Create(CultureInfo.InvariantCulture, $", {metres:#,0} m (event {reading.EventNumber})") : "";
        return wavelength + direction + place;
    }

    private static string Name(TraceQuantity quantity) => quantity switch
    {
        TraceQuantity.SpliceLoss => "Splice loss",
        TraceQuantity.ConnectionLoss => "Connection loss",
        TraceQuantity.Reflectance => "Reflectance",
        TraceQuantity.ReflectionCount => "Reflections within the link",
        TraceQuantity.Attenuation => "Attenuation",
        TraceQuantity.LinkLoss => "Link loss",
        TraceQuantity.LinkLength => "Length",
        TraceQuantity.EventLocation => "Location of the event",
        TraceQuantity.MacrobendDifference => "Loss at the longer wavelength less that at the shorter",
        TraceQuantity.LaunchLeadLength => "Launch lead",
        _ => throw new ArgumentOutOfRangeException(nameof(quantity), quantity, "There is no such quantity."),
    };
}
