namespace FibreCentre.ICalendar;

/// <summary>
/// What a reader refuses. Memory is bounded by them: the scanning part needs one buffer and one line; a tree built from the
/// stream at most a small multiple of <see cref="MaxBytes"/>. Every limit is inclusive and at least 1.
/// </summary>
public sealed record CalendarLimits
{
    /// <summary>Right for one message by mail.</summary>
    public static CalendarLimits Default { get; } = new();

    /// <summary>Octets in all; 1 MiB unless told.</summary>
    public long MaxBytes { get; init => field = AtLeastOne(value, nameof(MaxBytes)); } = 1 << 20;

    /// <summary>Octets of one line after unfolding; 128 KiB unless told.</summary>
    public int MaxLineBytes { get; init => field = (int)AtLeastOne(value, nameof(MaxLineBytes)); } = 128 << 10;

    /// <summary>Components open at the same time; 8 unless told (RFC 5545 itself needs 3).</summary>
    public int MaxDepth { get; init => field = (int)AtLeastOne(value, nameof(MaxDepth)); } = 8;

    /// <summary>Components in all; 4,000 unless told.</summary>
    public int MaxComponents { get; init => field = (int)AtLeastOne(value, nameof(MaxComponents)); } = 4_000;

    /// <summary>Properties in all; 40,000 unless told.</summary>
    public int MaxProperties { get; init => field = (int)AtLeastOne(value, nameof(MaxProperties)); } = 40_000;

    /// <summary>Parameter values in all; 40,000 unless told.</summary>
    public int MaxParameters { get; init => field = (int)AtLeastOne(value, nameof(MaxParameters)); } = 40_000;

    private static long AtLeastOne(long value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A limit is at least 1.");
}
