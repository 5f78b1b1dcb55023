namespace FibreCentre.Otdr.Drawing;

/// <summary>The unit of the distance axis.</summary>
public enum DistanceUnit
{
    /// <summary>Metres up to 3 km, kilometres beyond.</summary>
    Automatic,

    /// <summary>Metres.</summary>
    Metres,

    /// <summary>Kilometres.</summary>
    Kilometres,
}

/// <summary>A trace in a chart.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Label">What the legend calls it, such as "1310 nm, A to B".</param>
public sealed record ChartTrace(OtdrTrace Trace, string Label)
{
    /// <summary>What is 0 on the distance axis, from the user's zero of the trace in m: as a rule the start of the link.</summary>
    public double ZeroMetres { get; init; }

    /// <summary>Length of the link in m, to draw a trace from B as seen from A: its distances count back from here. Null draws it as taken.</summary>
    public double? MirroredAtMetres { get; init; }

    internal double Place(double metres) => MirroredAtMetres is { } length ? length - (metres - ZeroMetres) : metres - ZeroMetres;
}

/// <summary>How a chart looks.</summary>
public sealed record ChartSettings
{
    /// <summary>The usual settings.</summary>
    public static ChartSettings Default { get; } = new();

    /// <summary>Name of the chart, read out first.</summary>
    public string Title { get; init; } = "OTDR trace";

    /// <summary>Ids in the chart start with it; different for every chart on a page. Letters, digits and hyphens.</summary>
    public string IdPrefix { get; init; } = "otdr";

    /// <summary>Width in px, 200 to 4,000.</summary>
    public int Width { get; init; } = 960;

    /// <summary>Height in px, 150 to 4,000.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Where the distance axis starts, in m. Null starts a little before the zero, or where the first trace does.</summary>
    public double? FromMetres { get; init; }

    /// <summary>Where it ends, in m. Null ends a tenth past the last event, or with the last sample when there are none.</summary>
    public double? ToMetres { get; init; }

    /// <summary>Its unit.</summary>
    public DistanceUnit Unit { get; init; }

    /// <summary>Whether events are marked.</summary>
    public bool ShowEvents { get; init; } = true;
}
