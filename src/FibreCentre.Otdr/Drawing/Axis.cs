using System.Globalization;

namespace FibreCentre.Otdr.Drawing;

/// <summary>A range of values, where they are drawn, and the ticks a person would choose: steps of 1, 2 or 5 times a power of ten.</summary>
internal sealed class Axis(double from, double to, double pixelFrom, double pixelTo)
{
    public double From => from;

    public double To => to;

    public double Pixel(double value) => pixelFrom + ((value - from) / (to - from) * (pixelTo - pixelFrom));

    public double Value(double pixel) => from + ((pixel - pixelFrom) / (pixelTo - pixelFrom) * (to - from));

    /// <summary>The ticks, at most so many and one.</summary>
    /// <param name="most">Above 1.</param>
    /// <param name="unit">The length of one unit of the labels, in that of the axis.</param>
    public IEnumerable<(double Value, string Label)> Ticks(int most, double unit = 1)
    {
        var step = Step((to - from) / unit / most);
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        var first = (long)Math.Ceiling((from / unit / step) - 1e-9);
        var last = (long)Math.Floor((to / unit / step) + 1e-9);
        for (var i = first; i <= last; i++)
            yield return (i * step * unit, (i * step).ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture));
    }

    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var factor = least / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }
}
