using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>How the figures of a trace criterion are read out of OTDR files. A person may still write them down without one.</summary>
public sealed record TraceSource
{
    public required TraceMeasure Measure { get; init; }

    /// <summary>Nominal, in nm: at least one trace has to be at it. Null for every wavelength there is. Of a tight bend, the longer of the two.</summary>
    public int? Wavelength { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TraceDirections Direction { get; init; }

    /// <summary>Only traces that are said to have such connectors; null for any.</summary>
    public ConnectorPolish? Connectors { get; init; }

    /// <summary>The unit in which it is read: what the limit's unit has to be.</summary>
    [JsonIgnore]
    public string Unit => UnitOf(Measure);

    public static string UnitOf(TraceMeasure measure) => measure switch
    {
        TraceMeasure.Attenuation or TraceMeasure.AttenuationRise => "dB/km",
        TraceMeasure.LaunchLead or TraceMeasure.LinkLength => "m",
        TraceMeasure.LengthDeviation => "% of allowance",
        TraceMeasure.Reflections => "splices",
        TraceMeasure.OutsideSession => "min",
        TraceMeasure.UnknownInstruments => "traces",
        _ => "dB",
    };

    /// <summary>Whether both directions can be averaged.</summary>
    public static bool HasTwoWay(TraceMeasure measure) => measure is TraceMeasure.SpliceLoss or TraceMeasure.ConnectionLoss or TraceMeasure.Reflectance or TraceMeasure.Attenuation or TraceMeasure.LinkLoss or TraceMeasure.LinkLength;
}

/// <summary>What of a trace is read.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TraceMeasure>))]
public enum TraceMeasure
{
    /// <summary>Loss of each event within the link that does not reflect, in dB.</summary>
    SpliceLoss,

    /// <summary>Loss of each connection that a lead makes measurable, in dB.</summary>
    ConnectionLoss,

    /// <summary>Reflectance of each connection, in dB.</summary>
    Reflectance,

    /// <summary>How many events within the link reflect.</summary>
    Reflections,

    /// <summary>Of the fibre of the link, in dB/km.</summary>
    Attenuation,

    /// <summary>From start to end, in dB.</summary>
    LinkLoss,

    /// <summary>Without leads, in m.</summary>
    LinkLength,

    /// <summary>How far the length is off the true one, as a share of the allowance: the greater of 1 % and 5 m. The true length is entered.</summary>
    LengthDeviation,

    /// <summary>Loss at the longer wavelength less that at the shorter, of each event, in dB.</summary>
    Macrobend,

    /// <summary>Length of the launch lead, in m.</summary>
    LaunchLead,

    /// <summary>Attenuation of a trace taken after, less that of the one taken before, in dB/km.</summary>
    AttenuationRise,

    /// <summary>Minutes between the time of a trace and the nearest session of the cohort; 0 within one.</summary>
    OutsideSession,

    /// <summary>How many traces are from an instrument that is not in the kit register.</summary>
    UnknownInstruments,
}

/// <summary>Which traces are read.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TraceDirections>))]
public enum TraceDirections
{
    /// <summary>Each by itself.</summary>
    Each,

    AToB,

    BToA,

    /// <summary>Pairs from both ends: the mean of both losses, the worse of both reflectances.</summary>
    TwoWayAverage,
}

[JsonConverter(typeof(CamelCaseEnumConverter<ConnectorPolish>))]
public enum ConnectorPolish { Upc, Apc }
