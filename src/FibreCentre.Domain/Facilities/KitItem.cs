namespace FibreCentre.Domain.Facilities;

/// <summary>One serialised piece of equipment.</summary>
public sealed class KitItem : IRetirable
{
    public required ResourceId Id { get; init; }

    /// <summary>As courses name it, such as <c>fusion-splicer</c>.</summary>
    public required string KitType { get; init; }

    public required string SerialNumber { get; init; }

    /// <summary>As people call it, such as <c>fusion splicer FS-12</c>.</summary>
    public string Name => $"{KitType.Replace('-', ' ')} {SerialNumber}";

    /// <summary>The last day its calibration counts; null when it needs none.</summary>
    public DateOnly? CalibratedUntil { get; set; }

    /// <summary>The last day its inspection counts; null when it needs none.</summary>
    public DateOnly? InspectedUntil { get; set; }

    /// <summary>From this day on it is not planned with; null while it is in use.</summary>
    public DateOnly? RetiredOn { get; set; }

    /// <summary>Rises with every change; what an ETag is made of.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>The earlier of calibration and inspection; null when it needs neither.</summary>
    public DateOnly? ValidUntil => CalibratedUntil is { } calibrated && InspectedUntil is { } inspected ? (calibrated < inspected ? calibrated : inspected) : CalibratedUntil ?? InspectedUntil;

    public bool IsUsableOn(DateOnly day) => Lacks(day) is null;

    /// <summary>Why it may not be used that day, such as <c>out of calibration</c>; null when it may.</summary>
    public string? Lacks(DateOnly day) =>
        RetiredOn is { } gone && day >= gone ? "retired"
        : CalibratedUntil < day ? "out of calibration"
        : InspectedUntil < day ? "out of inspection"
        : null;

    public Error? Retire(DateOnly? from, DateOnly today)
    {
        if (from < today) return FacilityErrors.RetiresInThePast();
        (RetiredOn, Revision) = (from, Revision + 1);
        return null;
    }

    /// <summary>A check that was passed; the item counts as checked until the day it says.</summary>
    public KitCheck Check(KitCheckKind kind, DateOnly doneOn, DateOnly validUntil, string reference, Guid? by, DateTimeOffset now)
    {
        if (kind == KitCheckKind.Calibration) CalibratedUntil = validUntil;
        else InspectedUntil = validUntil;
        Revision++;
        return new() { Id = Guid.CreateVersion7(now), Item = Id, Kind = kind, DoneOn = doneOn, ValidUntil = validUntil, Reference = reference, RecordedBy = by, RecordedAt = now };
    }
}

public enum KitCheckKind { Calibration, Inspection }

/// <summary>One calibration or inspection of a kit item; never changed, only followed by a later one.</summary>
public sealed class KitCheck
{
    public required Guid Id { get; init; }

    public required ResourceId Item { get; init; }

    public required KitCheckKind Kind { get; init; }

    public required DateOnly DoneOn { get; init; }

    /// <summary>The last day it counts.</summary>
    public required DateOnly ValidUntil { get; init; }

    /// <summary>The number of its certificate or report.</summary>
    public required string Reference { get; init; }

    public Guid? RecordedBy { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}
