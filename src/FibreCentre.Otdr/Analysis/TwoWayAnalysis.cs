namespace FibreCentre.Otdr.Analysis;

/// <summary>Why two traces may not be one link seen from both ends. The names do not change.</summary>
public enum TwoWayProblem
{
    /// <summary>A trace has no end, so its events have no distance from the other end; nothing is paired.</summary>
    EndNotFound,

    /// <summary>The lengths differ by more than the tolerance.</summary>
    LengthsDiffer,

    /// <summary>The wavelengths differ, or one is not stored.</summary>
    WavelengthsDiffer,

    /// <summary>Both have the same samples: one measurement, given twice.</summary>
    SameMeasurement,
}

/// <summary>How events are paired.</summary>
public sealed record TwoWaySettings
{
    /// <summary>The usual settings.</summary>
    public static TwoWaySettings Default { get; } = new();

    /// <summary>Two events are the same up to this distance, in m; the larger of this and <see cref="TolerancePercent"/> counts.</summary>
    public double ToleranceMetres { get; init; } = 5;

    /// <summary>The same as a share of the length of the link.</summary>
    public double TolerancePercent { get; init; } = 0.5;
}

/// <summary>An event seen from both ends.</summary>
/// <param name="LinkMetres">From the A end in m: the mean of both.</param>
/// <param name="FromA">As seen from A.</param>
/// <param name="FromB">As seen from B.</param>
/// <param name="LossDb">Half the sum of what both instruments recorded, in which differences of backscatter cancel. Null when either is not stored.</param>
/// <param name="ReflectanceDb">The worse of both. Null when neither is stored.</param>
public sealed record TwoWayEvent(double LinkMetres, LinkEvent FromA, LinkEvent FromB, double? LossDb, double? ReflectanceDb);

/// <summary>An event seen from one end only.</summary>
/// <param name="Direction">The trace that has it.</param>
/// <param name="LinkMetres">From the A end in m.</param>
/// <param name="Event">The event.</param>
public sealed record UnpairedEvent(TraceDirection Direction, double LinkMetres, LinkEvent Event);

/// <summary>
/// One link from both ends. Events are paired when each is the other's nearest and they are within the tolerance; the distances of
/// the trace from B are counted from its end, stretched to the length seen from A. Whatever has no partner is listed, never guessed.
/// </summary>
public sealed class TwoWayAnalysis
{
    private TwoWayAnalysis(LinkAnalysis fromA, LinkAnalysis fromB, TwoWaySettings settings)
    {
        (FromA, FromB) = (fromA, fromB);
        var problems = new List<TwoWayProblem>();
        if (fromA.Trace.NominalWavelengthNanometres is not { } wavelength || !fromB.Trace.IsAt(wavelength))
            problems.Add(TwoWayProblem.WavelengthsDiffer);
        if (!fromA.Trace.Samples.IsEmpty && fromA.Trace.Samples.Span.SequenceEqual(fromB.Trace.Samples.Span))
            problems.Add(TwoWayProblem.SameMeasurement);

        if (fromA.LengthMetres is { } a && fromB.LengthMetres is { } b && b > 0)
        {
            LengthMetres = (a + b) / 2;
            ToleranceMetres = Math.Max(settings.ToleranceMetres, settings.TolerancePercent / 100 * LengthMetres.Value);
            if (Math.Abs(a - b) > ToleranceMetres)
                problems.Add(TwoWayProblem.LengthsDiffer);
            (Events, Unpaired) = Pair(a, b);
        }
        else
        {
            problems.Add(TwoWayProblem.EndNotFound);
        }
        Problems = problems;
    }

    /// <summary>The trace from A.</summary>
    public LinkAnalysis FromA { get; }

    /// <summary>The trace from B.</summary>
    public LinkAnalysis FromB { get; }

    /// <summary>Why the two may not be one link; none as a rule.</summary>
    public IReadOnlyList<TwoWayProblem> Problems { get; }

    /// <summary>How far two events may be apart to be one, in m.</summary>
    public double ToleranceMetres { get; }

    /// <summary>In order from A.</summary>
    public IReadOnlyList<TwoWayEvent> Events { get; } = [];

    /// <summary>In order from A.</summary>
    public IReadOnlyList<UnpairedEvent> Unpaired { get; } = [];

    /// <summary>Mean of both lengths in m.</summary>
    public double? LengthMetres { get; }

    /// <summary>Mean of both attenuations in dB/km.</summary>
    public double? AttenuationDbPerKm => (FromA.AttenuationDbPerKm + FromB.AttenuationDbPerKm) / 2;

    /// <summary>Mean of both losses on the samples, in dB. Each has the connections at the ends in it only where it has leads.</summary>
    public double? LossDb => (FromA.Loss?.LossDb + FromB.Loss?.LossDb) / 2;

    /// <summary>The worse, that is the lower, of both optical return losses, in dB.</summary>
    public double? OpticalReturnLossDb => Worse(FromA.Trace.OpticalReturnLossDb, FromB.Trace.OpticalReturnLossDb, Math.Min);

    /// <summary>Puts two traces together.</summary>
    /// <param name="fromA">Taken from A.</param>
    /// <param name="fromB">Taken from B.</param>
    /// <param name="settings"><see cref="TwoWaySettings.Default"/> when null.</param>
    public static TwoWayAnalysis Of(LinkAnalysis fromA, LinkAnalysis fromB, TwoWaySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(fromA);
        ArgumentNullException.ThrowIfNull(fromB);
        return new TwoWayAnalysis(fromA, fromB, settings ?? TwoWaySettings.Default);
    }

    private (TwoWayEvent[] Events, UnpairedEvent[] Unpaired) Pair(double lengthFromA, double lengthFromB)
    {
        var ahead = FromA.Events.Where(e => e.IsOnLink).Select(e => (Event: e, Metres: e.LinkMetres)).ToArray();
        var back = FromB.Events.Where(e => e.IsOnLink).Select(e => (Event: e, Metres: (lengthFromB - e.LinkMetres) * lengthFromA / lengthFromB)).Reverse().ToArray();
        var partners = Nearest.Pairs([.. ahead.Select(e => e.Metres)], [.. back.Select(e => e.Metres)], ToleranceMetres);
        var events = partners.Select(p => Join(ahead[p.First].Event, back[p.Second].Event, (ahead[p.First].Metres + back[p.Second].Metres) / 2));
        var alone = ahead.Where((_, i) => partners.All(p => p.First != i)).Select(e => new UnpairedEvent(TraceDirection.AToB, e.Metres, e.Event))
            .Concat(back.Where((_, i) => partners.All(p => p.Second != i)).Select(e => new UnpairedEvent(TraceDirection.BToA, e.Metres, e.Event)));
        return ([.. events], [.. alone.OrderBy(e => e.LinkMetres)]);
    }

    private static TwoWayEvent Join(LinkEvent a, LinkEvent b, double metres) =>
        new(metres, a, b, (a.Event.LossDb + b.Event.LossDb) / 2, Worse(a.Event.ReflectanceDb, b.Event.ReflectanceDb, Math.Max));

    private static double? Worse(double? a, double? b, Func<double, double, double> worse) => a is { } x && b is { } y ? worse(x, y) : a ?? b;
}
