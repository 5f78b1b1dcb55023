using System.Globalization;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr;

/// <summary>What the trace does at an event: the first character of its code.</summary>
public enum EventKind
{
    /// <summary>A character that SR-4731 does not define.</summary>
    Unknown,

    /// <summary>A splice, a bend or a splitter: no reflection.</summary>
    NonReflective,

    /// <summary>A connection or an end: a reflection.</summary>
    Reflective,

    /// <summary>A reflection that saturated the receiver; its reflectance is a lower bound.</summary>
    Saturated,
}

/// <summary>How an event came into the table: the second character of its code, in either case.</summary>
public enum EventOrigin
{
    /// <summary>A letter that SR-4731 does not define.</summary>
    Unknown,

    /// <summary>Found by the instrument (F).</summary>
    Found,

    /// <summary>Added by hand (A).</summary>
    Added,

    /// <summary>Moved by hand (M).</summary>
    Moved,

    /// <summary>The end of the fibre, found by the instrument (E).</summary>
    End,

    /// <summary>The end lies out of range (O).</summary>
    OutOfRange,

    /// <summary>The end of the fibre, changed by hand (D).</summary>
    ModifiedEnd,
}

/// <summary>How the loss of an event was measured.</summary>
public enum LossMethod
{
    /// <summary>Letters that SR-4731 does not define.</summary>
    Unknown,

    /// <summary>Least squares (LS).</summary>
    LeastSquares,

    /// <summary>Two points (2P).</summary>
    TwoPoint,

    /// <summary>Other (OT).</summary>
    Other,
}

/// <summary>An event as the instrument recorded it, in units. Null is what the file does not state, which is never the same as zero.</summary>
public sealed record TraceEvent
{
    /// <summary>The number in the file, usually from 1.</summary>
    public required int Number { get; init; }

    /// <summary>From the user's zero, in m; negative before it.</summary>
    public required double DistanceMetres { get; init; }

    /// <summary>Attenuation of the fibre before it, in dB/km. Null when stored as 0.</summary>
    public double? AttenuationDbPerKm { get; init; }

    /// <summary>Loss in dB; negative for a gainer. Null when stored as 0, by which instruments mean that they did not measure it.</summary>
    public double? LossDb { get; init; }

    /// <summary>Reflectance in dB, at most 0; the higher the worse. Null when stored as 0 or above.</summary>
    public double? ReflectanceDb { get; init; }

    /// <summary>What the trace does there.</summary>
    public EventKind Kind { get; init; }

    /// <summary>How it came into the table.</summary>
    public EventOrigin Origin { get; init; }

    /// <summary>The landmark it belongs to. Null for 9999.</summary>
    public int? Landmark { get; init; }

    /// <summary>How the loss was measured.</summary>
    public LossMethod Method { get; init; }

    /// <summary>Where it ends, from the user's zero in m. Null when not stored.</summary>
    public double? EndMetres { get; init; }

    /// <summary>Its highest point, from the user's zero in m. Null when not stored.</summary>
    public double? PeakMetres { get; init; }

    /// <summary>Free text of the instrument or its user. Null when there is none.</summary>
    public string? Comment => Stored.Comment.Value;

    /// <summary>The event as stored.</summary>
    public required KeyEvent Stored { get; init; }

    /// <summary>True for the end of the fibre, found or changed by hand.</summary>
    public bool IsEnd => Origin is EventOrigin.End or EventOrigin.ModifiedEnd;

    /// <summary>True for a reflection, saturated or not: a connection or an end.</summary>
    public bool IsReflective => Kind is EventKind.Reflective or EventKind.Saturated;

    internal static TraceEvent Of(KeyEvent stored, double metresPerUnit)
    {
        var code = stored.Code.Span;
        var markers = stored.Markers is { } m && (m.End > m.Start || m.Peak > m.Start) ? m : (EventMarkers?)null;
        return new TraceEvent
        {
            Number = stored.Number,
            DistanceMetres = stored.Time * metresPerUnit,
            AttenuationDbPerKm = NotZero(stored.Slope),
            LossDb = NotZero(stored.Loss),
            ReflectanceDb = stored.Reflectance < 0 ? stored.Reflectance / 1000.0 : null,
            Kind = code[0] switch
            {
                (byte)'0' => EventKind.NonReflective,
                (byte)'1' => EventKind.Reflective,
                (byte)'2' => EventKind.Saturated,
                _ => EventKind.Unknown,
            },
            Origin = (code[1] | 0x20) switch
            {
                'f' => EventOrigin.Found,
                'a' => EventOrigin.Added,
                'm' => EventOrigin.Moved,
                'e' => EventOrigin.End,
                'o' => EventOrigin.OutOfRange,
                'd' => EventOrigin.ModifiedEnd,
                _ => EventOrigin.Unknown,
            },
            Landmark = int.TryParse(code[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var landmark) && landmark != 9999 ? landmark : null,
            Method = stored.Method.Span switch
            {
                [(byte)'L', (byte)'S'] => LossMethod.LeastSquares,
                [(byte)'2', (byte)'P'] => LossMethod.TwoPoint,
                [(byte)'O', (byte)'T'] => LossMethod.Other,
                _ => LossMethod.Unknown,
            },
            EndMetres = markers is { } e && e.End > stored.Time ? e.End * metresPerUnit : null,
            PeakMetres = markers is { } p && p.Peak >= stored.Time ? p.Peak * metresPerUnit : null,
            Stored = stored,
        };
    }

    private static double? NotZero(int thousandths) => thousandths == 0 ? null : thousandths / 1000.0;
}
