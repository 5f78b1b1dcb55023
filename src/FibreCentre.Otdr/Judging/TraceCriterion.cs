namespace FibreCentre.Otdr.Judging;

/// <summary>What of a trace is judged.</summary>
public enum TraceQuantity
{
    /// <summary>Loss of non-reflective events within the link, in dB.</summary>
    SpliceLoss,

    /// <summary>Loss of reflective events, those at the ends only where a lead makes them measurable, in dB.</summary>
    ConnectionLoss,

    /// <summary>Reflectance of connections, in dB; the open end of the fibre is none.</summary>
    Reflectance,

    /// <summary>How many events within the link are reflective, its ends not counted.</summary>
    ReflectionCount,

    /// <summary>Attenuation of the fibre of the link, in dB/km.</summary>
    Attenuation,

    /// <summary>Loss of the link from start to end, in dB.</summary>
    LinkLoss,

    /// <summary>Length of the link without leads, in m.</summary>
    LinkLength,

    /// <summary>Distance from the near end of the event nearest to the target of the limit, in m.</summary>
    EventLocation,

    /// <summary>Loss at the longer wavelength less that at the shorter, of each event, in dB.</summary>
    MacrobendDifference,

    /// <summary>Length of the launch lead, in m.</summary>
    LaunchLeadLength,
}

/// <summary>Which traces a criterion is about.</summary>
public enum CriterionDirection
{
    /// <summary>Every trace there is, each by itself.</summary>
    Each,

    /// <summary>Those from A.</summary>
    AToB,

    /// <summary>Those from B.</summary>
    BToA,

    /// <summary>Pairs from both ends: the mean of both losses, the worse of both reflectances.</summary>
    TwoWayAverage,
}

/// <summary>How the readings of a criterion make one verdict.</summary>
public enum CriterionAggregation
{
    /// <summary>Each reading has to meet the limit, and each is shown.</summary>
    Each,

    /// <summary>The same verdict, resting on the worst reading alone.</summary>
    Worst,

    /// <summary>The sum of all readings of one trace, or of one pair, has to meet it.</summary>
    Total,
}

/// <summary>One thing a trace has to show. It knows nothing of who sets it.</summary>
/// <param name="Quantity">What is judged.</param>
/// <param name="Limit">What it has to meet, in the unit of the quantity.</param>
public sealed record TraceCriterion(TraceQuantity Quantity, Limit Limit)
{
    /// <summary>Nominal wavelength in nm that at least one trace must have. Null for every wavelength there is.</summary>
    public int? WavelengthNanometres { get; init; }

    /// <summary>Which traces.</summary>
    public CriterionDirection Direction { get; init; }

    /// <summary>How readings make a verdict.</summary>
    public CriterionAggregation Aggregation { get; init; }

    /// <summary>dB, dB/km, m, or nothing for a count.</summary>
    public string Unit => Quantity switch
    {
        TraceQuantity.Attenuation => "dB/km",
        TraceQuantity.LinkLength or TraceQuantity.EventLocation or TraceQuantity.LaunchLeadLength => "m",
        TraceQuantity.ReflectionCount => "",
        _ => "dB",
    };
}
