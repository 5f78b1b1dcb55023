using System.Globalization;
using System.Text;

namespace FibreCentre.Otdr.Drawing;

/// <summary>
/// Draws traces as SVG: level in dB over distance, several traces over each other, told apart by dashes as well as by colour. Every
/// column of pixels shows the highest and the lowest sample in it, so no reflection is lost however many samples there are.
/// No script, no style, no reference to anything outside: presentation attributes and classes (<c>otdr-…</c>) only.
/// </summary>
public static class TraceChart
{
    private const int Left = 64;
    private const int Right = 16;
    private const int Bottom = 48;
    private const int LegendLine = 20;
    private const int LongestTexts = 200;

    // Dark enough on white, and of different lightness in grey.
    private static readonly (string Colour, string Dashes)[] Pens = [("#0b3d91", "none"), ("#b3420a", "7 3"), ("#00664a", "2 2"), ("#6d2c91", "9 3 2 3")];

    /// <summary>One SVG element.</summary>
    /// <param name="traces">In the order of the legend; those without samples show their events only.</param>
    /// <param name="settings"><see cref="ChartSettings.Default"/> when null.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public static string ToSvg(IReadOnlyList<ChartTrace> traces, ChartSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(traces);
        settings ??= ChartSettings.Default;
        if (settings is not { Width: >= 200 and <= 4000, Height: >= 150 and <= 4000 } || settings.IdPrefix.Length == 0 || !settings.IdPrefix.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw new ArgumentException("A chart is 200 to 4,000 px wide, 150 to 4,000 px high, and its ids are of letters, digits and hyphens.", nameof(settings));

        var top = 12 + (LegendLine * traces.Count) + (settings.ShowEvents ? 16 * Math.Min(traces.Count, Pens.Length) : 0);
        var distance = Distances(traces, settings);
        var level = Levels(traces, distance, top, settings.Height - Bottom);
        var svg = new Svg();
        Open(svg, traces, settings, distance, level);
        Grid(svg, distance, level, settings);
        svg.Markup("<g class=\"otdr-traces\" fill=\"none\" stroke-width=\"1.4\" stroke-linejoin=\"round\">");
        for (var i = 0; i < traces.Count; i++)
            Path(svg, traces[i], i, distance, level);
        svg.Markup("</g>");
        if (settings.ShowEvents)
        {
            for (var i = 0; i < traces.Count; i++)
                Events(svg, traces[i], i, distance, top - 6 - (16 * (i % Pens.Length)), settings.Height - Bottom);
        }
        Legend(svg, traces);
        return svg.Markup("</svg>").ToString();
    }

    /// <summary>The same in words, for those who do not see the chart: length, and each event with its place, loss and reflectance.</summary>
    /// <param name="traces">As for <see cref="ToSvg"/>.</param>
    public static string Describe(IReadOnlyList<ChartTrace> traces)
    {
        ArgumentNullException.ThrowIfNull(traces);
        var text = new StringBuilder();
        foreach (var item in traces)
        {
            if (text.Length > 0)
                text.Append(' ');
            text.Append(Short(item.Label)).Append(": ");
            if (!item.Trace.HasEvents)
            {
                text.Append("the file has no table of events.");
                continue;
            }
            text.Append(CultureInfo.InvariantCulture, $"{item.Trace.Events.Count} events.");
            foreach (var e in item.Trace.Events.Take(100))
            {
                text.Append(CultureInfo.InvariantCulture, $" {e.Number}, {Kind(e)} at {item.Place(e.DistanceMetres):#,0} m");
                if (e.LossDb is { } loss)
                    text.Append(CultureInfo.InvariantCulture, $", loss {loss:0.00} dB");
                if (e.ReflectanceDb is { } reflectance)
                    text.Append(CultureInfo.InvariantCulture, $", reflectance {reflectance:0.0} dB");
                text.Append('.');
            }
            if (item.Trace.Events.Count > 100)
                text.Append(" The others are left out.");
        }
        return text.ToString();
    }

    private static string Kind(TraceEvent item) => item switch
    {
        { IsEnd: true } => "end of the fibre",
        { IsReflective: true } => "reflection",
        { LossDb: < 0 } => "gainer",
        _ => "splice or bend",
    };

    private static Axis Distances(IReadOnlyList<ChartTrace> traces, ChartSettings settings)
    {
        double from = double.MaxValue, lastEvent = double.MinValue, lastSample = double.MinValue;
        foreach (var item in traces)
        {
            foreach (var e in item.Trace.Events)
            {
                lastEvent = Math.Max(lastEvent, item.Place(e.DistanceMetres));
                from = Math.Min(from, item.Place(e.DistanceMetres));
            }
            if (item.Trace.SampleSpacingMetres is null || item.Trace.Samples.IsEmpty)
                continue;
            var (first, last) = (item.Place(item.Trace.SampleMetres(0)), item.Place(item.Trace.SampleMetres(item.Trace.Samples.Length - 1)));
            lastSample = Math.Max(lastSample, Math.Max(first, last));
            if (lastEvent == double.MinValue)
                from = Math.Min(from, Math.Min(first, last));
        }
        var end = lastEvent > double.MinValue ? lastEvent : lastSample;
        var start = settings.FromMetres ?? (from < double.MaxValue ? from - (0.03 * (end - from)) : 0);
        var to = settings.ToMetres ?? (end > start ? end + (0.1 * (end - start)) : start + 1000);
        if (!double.IsFinite(start) || !double.IsFinite(to) || to - start < 0.01)
            (start, to) = (0, 1000);
        return new Axis(start, to, Left, settings.Width - Right);
    }

    private static Axis Levels(IReadOnlyList<ChartTrace> traces, Axis distance, int top, int bottom)
    {
        var (low, high) = (double.MaxValue, double.MinValue);
        foreach (var item in traces)
        {
            var (first, count) = Visible(item, distance);
            var (least, most) = Extremes(item.Trace.Samples.Span.Slice(first, count));
            if (count == 0)
                continue;
            high = Math.Max(high, -least * item.Trace.DbPerCount);
            low = Math.Min(low, -most * item.Trace.DbPerCount);
        }
        if (high < low)
            (low, high) = (-40, 0);
        var margin = Math.Max(0.5, 0.03 * (high - low));
        return new Axis(low - margin, high + margin, bottom, top);
    }

    private static (int First, int Count) Visible(ChartTrace item, Axis distance)
    {
        var trace = item.Trace;
        if (trace.SampleSpacingMetres is not { } spacing || trace.Samples.IsEmpty)
            return (0, 0);
        var (a, b) = item.MirroredAtMetres is { } length
            ? (length - distance.To + item.ZeroMetres, length - distance.From + item.ZeroMetres)
            : (distance.From + item.ZeroMetres, distance.To + item.ZeroMetres);
        var first = (int)Math.Clamp(Math.Ceiling((a - trace.FirstSampleMetres) / spacing), 0, trace.Samples.Length);
        var last = (int)Math.Clamp(Math.Floor((b - trace.FirstSampleMetres) / spacing), -1, trace.Samples.Length - 1);
        return (first, Math.Max(0, last - first + 1));
    }

    private static (ushort Least, ushort Most) Extremes(ReadOnlySpan<ushort> samples)
    {
        var (least, most) = (ushort.MaxValue, ushort.MinValue);
        foreach (var sample in samples)
            (least, most) = (Math.Min(least, sample), Math.Max(most, sample));
        return (least, most);
    }

    private static void Open(Svg svg, IReadOnlyList<ChartTrace> traces, ChartSettings settings, Axis distance, Axis level)
    {
        svg.Markup("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"otdr-chart\" role=\"img\"")
            .Attribute("width", settings.Width).Attribute("height", settings.Height)
            .Attribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {settings.Width} {settings.Height}"))
            .Attribute("aria-labelledby", $"{settings.IdPrefix}-title {settings.IdPrefix}-desc")
            .Attribute("font-family", "Arial, Helvetica, sans-serif")
            // For whoever reads values off by program: where the axes lie, and what they span in m and dB.
            .Attribute("data-left", distance.Pixel(distance.From)).Attribute("data-right", distance.Pixel(distance.To)).Attribute("data-top", level.Pixel(level.To)).Attribute("data-bottom", level.Pixel(level.From))
            .Attribute("data-from", distance.From).Attribute("data-to", distance.To).Attribute("data-low", level.From).Attribute("data-high", level.To).Markup(">")
            .Markup("<title").Attribute("id", settings.IdPrefix + "-title").Markup(">").Content(Short(settings.Title)).Markup("</title>")
            .Markup("<desc").Attribute("id", settings.IdPrefix + "-desc").Markup(">").Content(Describe(traces)).Markup("</desc>")
            .Markup("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
    }

    private static void Grid(Svg svg, Axis distance, Axis level, ChartSettings settings)
    {
        var kilometres = settings.Unit == DistanceUnit.Kilometres || (settings.Unit == DistanceUnit.Automatic && distance.To - distance.From > 3000);
        var (top, bottom, right) = (level.Pixel(level.To), level.Pixel(level.From), distance.Pixel(distance.To));
        svg.Markup("<g class=\"otdr-axes\" fill=\"#0b0c0c\" stroke=\"none\">");
        foreach (var (value, label) in distance.Ticks(Math.Max(2, (settings.Width - Left) / 90), kilometres ? 1000 : 1))
        {
            svg.Line(distance.Pixel(value), top, distance.Pixel(value), bottom, " stroke=\"#cfd3d6\" stroke-width=\"0.6\"");
            svg.Text(distance.Pixel(value), bottom + 18, label);
        }
        foreach (var (value, label) in level.Ticks(Math.Max(2, (int)(bottom - top) / 44)))
        {
            svg.Line(Left, level.Pixel(value), right, level.Pixel(value), " stroke=\"#cfd3d6\" stroke-width=\"0.6\"");
            svg.Text(Left - 6, level.Pixel(value) + 4, label, "end");
        }
        svg.Line(Left, bottom, right, bottom, " stroke=\"#0b0c0c\"").Line(Left, top, Left, bottom, " stroke=\"#0b0c0c\"");
        svg.Text((Left + right) / 2, bottom + 38, kilometres ? "Distance in km" : "Distance in m");
        svg.Markup("<g transform=\"rotate(-90)\">").Text(-(top + bottom) / 2, 16, "Level in dB").Markup("</g></g>");
    }

    private static void Path(Svg svg, ChartTrace item, int index, Axis distance, Axis level)
    {
        var (first, count) = Visible(item, distance);
        if (count == 0)
            return;
        var samples = item.Trace.Samples.Span;
        var (colour, dashes) = Pens[index % Pens.Length];
        svg.Markup("<path").Attribute("class", $"otdr-trace-{index + 1}").Attribute("stroke", colour).Attribute("stroke-dasharray", dashes).Markup(" d=\"");
        var command = 'M';
        for (var i = first; i < first + count;)
        {
            var column = Math.Floor(X(i));
            var (least, most) = (i, i);
            var next = i + 1;
            for (; next < first + count && Math.Floor(X(next)) == column; next++)
            {
                if (samples[next] < samples[least])
                    least = next;
                if (samples[next] > samples[most])
                    most = next;
            }
            var x = next - i > 1 ? column + 0.5 : X(i);
            svg.Point(command, x, Y(Math.Min(least, most)));
            command = 'L';
            if (least != most)
                svg.Point(command, x, Y(Math.Max(least, most)));
            i = next;
        }
        svg.Markup("\"/>");

        double X(int sample) => distance.Pixel(item.Place(item.Trace.SampleMetres(sample)));
        double Y(int sample) => level.Pixel(item.Trace.LevelDb(sample));
    }

    private static void Events(Svg svg, ChartTrace item, int index, Axis distance, double labelY, double bottom)
    {
        var (colour, dashes) = Pens[index % Pens.Length];
        svg.Markup("<g").Attribute("class", $"otdr-events-{index + 1}").Attribute("fill", colour).Attribute("stroke-dasharray", dashes).Markup(">");
        var right = double.MinValue;
        foreach (var e in item.Trace.Events.Take(500))
        {
            var place = item.Place(e.DistanceMetres);
            if (!(place >= distance.From && place <= distance.To))
                continue;
            var x = distance.Pixel(place);
            svg.Line(x, labelY + 3, x, bottom, $" stroke=\"{colour}\" stroke-width=\"0.8\" stroke-opacity=\"0.7\"");
            if (Math.Abs(x - right) < 14)
                continue; // its number would cover the one before
            svg.Text(x, labelY, e.Number.ToString(CultureInfo.InvariantCulture), size: 12);
            right = x;
        }
        svg.Markup("</g>");
    }

    private static void Legend(Svg svg, IReadOnlyList<ChartTrace> traces)
    {
        svg.Markup("<g class=\"otdr-legend\" fill=\"#0b0c0c\">");
        for (var i = 0; i < traces.Count; i++)
        {
            var (colour, dashes) = Pens[i % Pens.Length];
            var y = 16 + (LegendLine * i);
            svg.Line(Left, y, Left + 36, y, $" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"");
            svg.Text(Left + 44, y + 4, Short(traces[i].Label), "start");
        }
        svg.Markup("</g>");
    }

    private static string Short(string text) => text.Length <= LongestTexts ? text : text[..LongestTexts] + "…";
}
