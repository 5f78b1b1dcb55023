using System.Globalization;
using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>
/// What a figure is judged against: a lower bound, an upper bound or both, each either inclusive (<see cref="AtLeast"/>, <see cref="AtMost"/>)
/// or exclusive (<see cref="Above"/>, <see cref="Below"/>).
/// </summary>
public sealed record MeasureLimit
{
    /// <summary>The symbol shown to people beside the figure: <c>°</c>, <c>dB</c>, <c>%</c>, <c>mm</c>, <c>ppm</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>The smallest figure that passes; null without a lower bound or with <see cref="Above"/>.</summary>
    public decimal? AtLeast { get; init; }

    /// <summary>The largest figure that passes; null without an upper bound or with <see cref="Below"/>.</summary>
    public decimal? AtMost { get; init; }

    /// <summary>Every figure greater than this one passes, this one does not; null without a lower bound or with <see cref="AtLeast"/>.</summary>
    public decimal? Above { get; init; }

    /// <summary>Every figure smaller than this one passes, this one does not; null without an upper bound or with <see cref="AtMost"/>.</summary>
    public decimal? Below { get; init; }

    /// <summary>The smallest figure there can be, and the largest: 0 and 100 for a score in percent. One beyond them is a slip and is not taken. Null where there is no such end.</summary>
    public decimal? Lowest { get; init; }

    /// <inheritdoc cref="Lowest"/>
    public decimal? Highest { get; init; }

    /// <summary>How several readings become one verdict.</summary>
    public required Aggregation Aggregation { get; init; }

    /// <summary>How many readings are taken; 1 or more.</summary>
    public int Readings { get; init; } = 1;

    /// <summary>Digits after the point that people enter and see, 0 to 6. Judging never rounds.</summary>
    public int Decimals { get; init; }

    /// <summary>Whether there can be such a figure at all.</summary>
    public bool Admits(decimal value) => value >= (Lowest ?? value) && value <= (Highest ?? value);

    /// <summary>What figures there can be, in words: "from 0 to 100 %", "of 0 mm or more"; empty where any may be.</summary>
    public string DescribeRange() => (Lowest, Highest) switch
    {
        ({ } lowest, { } highest) => $"from {Show(lowest)} to {Show(highest)} {Unit}",
        ({ } lowest, null) => $"of {Show(lowest)} {Unit} or more",
        (null, { } highest) => $"of {Show(highest)} {Unit} or less",
        _ => "",
    };

    /// <summary>Judges one figure exactly as it is, without rounding.</summary>
    public Verdict Judge(decimal value) =>
        value >= (AtLeast ?? value) && value <= (AtMost ?? value) && !(value <= Above) && !(value >= Below) ? Verdict.Met : Verdict.NotMet;

    /// <summary>
    /// Judges readings together. Too few are <see cref="Verdict.NotMeasured"/>, never a pass; one is enough where the worst is what people write down.
    /// A reading outside the limit fails at once unless the average counts, since no further reading can mend it.
    /// </summary>
    public Verdict Judge(IReadOnlyList<decimal> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        if (readings.Count == 0) return Verdict.NotMeasured;
        if (Aggregation == Aggregation.Average) return readings.Count < Readings ? Verdict.NotMeasured : Judge(readings.Average());
        if (readings.Any(reading => Judge(reading) == Verdict.NotMet)) return Verdict.NotMet;
        return Aggregation == Aggregation.Each && readings.Count < Readings ? Verdict.NotMeasured : Verdict.Met;
    }

    /// <summary>The limit in words, with the unit: "at most 1.0 °", "within ± 0.20 dB", "from 19.5 to 23.5 %vol", "below 10 %LEL"; without a bound "any %".</summary>
    public string Describe()
    {
        var words = (AtLeast, AtMost, Above, Below) switch
        {
            ({ } low, { } high, null, null) when low == high => $"exactly {Show(low)}",
            ({ } low, { } high, null, null) when low == -high => $"within ± {Show(high)}",
            ({ } low, { } high, null, null) => $"from {Show(low)} to {Show(high)}",
            _ => string.Join(" and ", Bounds()),
        };
        return words.Length == 0 ? $"any {Unit}" : $"{words} {Unit}";
    }

    private IEnumerable<string> Bounds()
    {
        if (AtLeast is { } least) yield return $"at least {Show(least)}";
        if (Above is { } above) yield return $"above {Show(above)}";
        if (AtMost is { } most) yield return $"at most {Show(most)}";
        if (Below is { } below) yield return $"below {Show(below)}";
    }

    private string Show(decimal bound)
    {
        var digits = Math.Max(Decimals, Digits(bound));
        return bound.ToString(string.Create(CultureInfo.InvariantCulture, $"F{digits}"), CultureInfo.InvariantCulture);
    }

    /// <summary>Digits after the point that a figure really has: 1 for 19.50.</summary>
    internal static int Digits(decimal figure) => (figure / 1.0000000000000000000000000000m).Scale;
}

/// <summary>How several readings become one verdict.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Aggregation>))]
public enum Aggregation
{
    /// <summary>Every reading is written down and must be within the limit.</summary>
    Each,

    /// <summary>Only the worst reading is written down and must be within the limit.</summary>
    Worst,

    /// <summary>Every reading is written down and their arithmetic mean must be within the limit.</summary>
    Average,
}

/// <summary>What a judgement comes to.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Within the limit.</summary>
    Met,

    /// <summary>Outside it.</summary>
    NotMet,

    /// <summary>No figure, or too few; never a pass.</summary>
    NotMeasured,
}
