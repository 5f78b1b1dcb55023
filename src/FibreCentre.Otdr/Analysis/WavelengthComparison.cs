namespace FibreCentre.Otdr.Analysis;

/// <summary>One place at two wavelengths.</summary>
public sealed record WavelengthDifference
{
    /// <summary>From the near end of the link in m.</summary>
    public required double LinkMetres { get; init; }

    /// <summary>The event at the shorter wavelength. Null when the instrument found none there.</summary>
    public LinkEvent? AtShorter { get; init; }

    /// <summary>The event at the longer wavelength. Null when the instrument found none there.</summary>
    public LinkEvent? AtLonger { get; init; }

    /// <summary>Loss at the shorter wavelength in dB: as recorded, or measured on the samples where nothing is recorded.</summary>
    public double? LossAtShorterDb { get; init; }

    /// <summary>Loss at the longer wavelength in dB.</summary>
    public double? LossAtLongerDb { get; init; }

    /// <summary>The longer minus the shorter, in dB. Clearly above 0: the fibre is bent. Null when either is not measured.</summary>
    public double? DifferenceDb => LossAtLongerDb - LossAtShorterDb;
}

/// <summary>
/// One link at two wavelengths, from the same end. A splice loses about the same at both; a bend loses more at the longer.
/// Events are paired as in <see cref="TwoWayAnalysis"/>.
/// </summary>
public sealed class WavelengthComparison
{
    private WavelengthComparison(LinkAnalysis shorter, LinkAnalysis longer, TwoWaySettings settings)
    {
        (Shorter, Longer) = (shorter, longer);
        var tolerance = Math.Max(settings.ToleranceMetres, settings.TolerancePercent / 100 * Math.Max(shorter.LengthMetres ?? 0, longer.LengthMetres ?? 0));
        var (a, b) = (Inner(shorter), Inner(longer));
        var pairs = Nearest.Pairs([.. a.Select(e => e.LinkMetres)], [.. b.Select(e => e.LinkMetres)], tolerance);
        var both = pairs.Select(p => Compare(a[p.First], b[p.Second]));
        var one = a.Where((_, i) => pairs.All(p => p.First != i)).Select(e => Compare(e, null));
        var other = b.Where((_, i) => pairs.All(p => p.Second != i)).Select(e => Compare(null, e));
        Differences = [.. both.Concat(one).Concat(other).OrderBy(d => d.LinkMetres)];
    }

    /// <summary>The trace at the shorter wavelength.</summary>
    public LinkAnalysis Shorter { get; }

    /// <summary>The trace at the longer wavelength.</summary>
    public LinkAnalysis Longer { get; }

    /// <summary>Every place where either trace has an event within the link, in order.</summary>
    public IReadOnlyList<WavelengthDifference> Differences { get; }

    /// <summary>Compares two traces taken from the same end.</summary>
    /// <param name="one">At one wavelength.</param>
    /// <param name="other">At another; the order does not matter.</param>
    /// <param name="settings">How events are paired; <see cref="TwoWaySettings.Default"/> when null.</param>
    /// <exception cref="ArgumentException">A wavelength is not stored, or both are the same.</exception>
    public static WavelengthComparison Of(LinkAnalysis one, LinkAnalysis other, TwoWaySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.Trace.NominalWavelengthNanometres is not { } a || other.Trace.NominalWavelengthNanometres is not { } b || a == b)
            throw new ArgumentException("Two different wavelengths are needed.", nameof(other));
        return a < b ? new(one, other, settings ?? TwoWaySettings.Default) : new(other, one, settings ?? TwoWaySettings.Default);
    }

    private static LinkEvent[] Inner(LinkAnalysis link) => [.. link.Events.Where(e => e.Part == LinkPart.Link && !e.Event.IsEnd)];

    private WavelengthDifference Compare(LinkEvent? shorter, LinkEvent? longer)
    {
        var metres = shorter is not null && longer is not null ? (shorter.LinkMetres + longer.LinkMetres) / 2 : (shorter ?? longer)!.LinkMetres;
        return new WavelengthDifference
        {
            LinkMetres = metres,
            AtShorter = shorter,
            AtLonger = longer,
            LossAtShorterDb = Loss(Shorter, shorter, metres),
            LossAtLongerDb = Loss(Longer, longer, metres),
        };
    }

    private static double? Loss(LinkAnalysis link, LinkEvent? item, double metres) =>
        item is null ? link.LossAt(metres)?.LossDb : item.Event.LossDb ?? item.OnSamples?.LossDb;
}
