namespace FibreCentre.Otdr;

/// <summary>From which end of the link a trace was taken.</summary>
public enum TraceDirection
{
    /// <summary>From A towards B.</summary>
    AToB,

    /// <summary>From B towards A.</summary>
    BToA,
}
