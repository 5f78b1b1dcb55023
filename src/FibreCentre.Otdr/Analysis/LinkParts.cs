namespace FibreCentre.Otdr.Analysis;

/// <summary>Where on the way of the light something lies.</summary>
public enum LinkPart
{
    /// <summary>Before the link: the port or the launch lead.</summary>
    BeforeLink,

    /// <summary>The near end of the link: its connection to the launch lead, or the port when there is none.</summary>
    Start,

    /// <summary>Within the link.</summary>
    Link,

    /// <summary>The far end of the link: its connection to the receive lead, or the end of the fibre when there is none.</summary>
    End,

    /// <summary>Beyond the link: the receive lead and its open end, or echoes.</summary>
    AfterLink,
}

/// <summary>What a lead was recognised by, the surest first.</summary>
public enum LeadBasis
{
    /// <summary>Its length was told, and an event stands there.</summary>
    Told,

    /// <summary>The user's zero was set to its end.</summary>
    UserOffset,

    /// <summary>The instrument measured the total loss from or to its end, where a reflection stands.</summary>
    LossSpan,

    /// <summary>Nothing but a reflection stands within the usual length of a lead. It may be a patch cord of the link.</summary>
    Reflection,
}

/// <summary>A lead.</summary>
/// <param name="LengthMetres">In m.</param>
/// <param name="Basis">What it was recognised by.</param>
public sealed record Lead(double LengthMetres, LeadBasis Basis);

/// <summary>A loss measured on the samples.</summary>
/// <param name="LossDb">Step between the lines fitted before and after, in dB; negative for a gainer.</param>
/// <param name="StandardErrorDb">Its standard error in dB, by the noise on the lines.</param>
public sealed record SampleLoss(double LossDb, double StandardErrorDb);

/// <summary>An event and its place on the link.</summary>
/// <param name="Event">As the instrument recorded it.</param>
/// <param name="Part">Where it lies.</param>
/// <param name="LinkMetres">From the near end of the link in m; negative before it.</param>
/// <param name="OnSamples">The loss measured on the samples. Null when the trace has too few clean samples around it.</param>
public sealed record LinkEvent(TraceEvent Event, LinkPart Part, double LinkMetres, SampleLoss? OnSamples)
{
    /// <summary>True when it ends the link or lies on it.</summary>
    public bool IsOnLink => Part is LinkPart.Start or LinkPart.Link or LinkPart.End;
}

/// <summary>The fibre between two neighbouring events.</summary>
public sealed record LinkSection
{
    /// <summary>From the near end of the link in m; negative before it.</summary>
    public required double FromMetres { get; init; }

    /// <summary>From the near end of the link in m.</summary>
    public required double ToMetres { get; init; }

    /// <summary>Before, on or after the link.</summary>
    public required LinkPart Part { get; init; }

    /// <summary>By least squares on the samples outside the dead zones, in dB/km. Null when there are too few or they are too noisy.</summary>
    public double? AttenuationDbPerKm { get; init; }

    /// <summary>Its standard error in dB/km; given also when it is why there is no attenuation.</summary>
    public double? StandardErrorDbPerKm { get; init; }

    /// <summary>What the instrument recorded, in dB/km.</summary>
    public double? StoredAttenuationDbPerKm { get; init; }

    /// <summary>Samples the line was fitted to.</summary>
    public int Points { get; init; }

    /// <summary>In m.</summary>
    public double LengthMetres => ToMetres - FromMetres;

    internal LineFit? Fit { get; init; }
}
