using System.Globalization;

namespace FibreCentre.Otdr.Judging;

/// <summary>What a value has to meet. Bounds are part of what is allowed; a thousandth of a millionth of rounding never decides.</summary>
public sealed record Limit
{
    private const double Rounding = 1e-9;

    private Limit(double least, double most, double? target)
    {
        (Least, Most, Target) = (least, most, target);
        if (double.IsNaN(least) || double.IsNaN(most) || least > most)
            throw new ArgumentOutOfRangeException(nameof(most), most, "A limit allows at least one value.");
    }

    /// <summary>The least that is allowed; minus infinity for none.</summary>
    public double Least { get; }

    /// <summary>The most that is allowed; infinity for none.</summary>
    public double Most { get; }

    /// <summary>What the value should be, of a limit made by <see cref="WithinPercent"/>, <see cref="WithinMetres"/> or <see cref="Within"/>.</summary>
    public double? Target { get; }

    /// <summary>This or less.</summary>
    public static Limit AtMost(double most) => new(double.NegativeInfinity, most, null);

    /// <summary>This or more.</summary>
    public static Limit AtLeast(double least) => new(least, double.PositiveInfinity, null);

    /// <summary>Between two values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The least is above the most.</exception>
    public static Limit Between(double least, double most) => new(least, most, null);

    /// <summary>Up to so many percent from a target.</summary>
    public static Limit WithinPercent(double target, double percent) => Within(target, percent, 0);

    /// <summary>Up to so many metres from a target.</summary>
    public static Limit WithinMetres(double target, double metres) => Within(target, 0, metres);

    /// <summary>Up to so many percent or metres from a target, whichever allows more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Both tolerances are below 0.</exception>
    public static Limit Within(double target, double percent, double metres)
    {
        var tolerance = Math.Max(Math.Abs(target) * percent / 100, metres);
        return new(target - tolerance, target + tolerance, target);
    }

    /// <summary>True when the value is allowed.</summary>
    public bool IsMetBy(double value) => value >= Least - Rounding && value <= Most + Rounding;

    /// <summary>In words, such as "at most 0.1 dB".</summary>
    /// <param name="unit">The unit of the value.</param>
    public string Describe(string unit)
    {
        var words = (double.IsInfinity(Least), double.IsInfinity(Most)) switch
        {
            (true, _) => $"at most {Number(Most)}",
            (_, true) => $"at least {Number(Least)}",
            _ => $"between {Number(Least)} and {Number(Most)}",
        };
        return $"{words} {unit}".TrimEnd();
    }

    /// <summary>How much worse one value is than another: above 0 when the first exceeds the limit more, or meets it by less.</summary>
    internal double Excess(double value) => Math.Max(value - Most, Least - value);

    private static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);
}
