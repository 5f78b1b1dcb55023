using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr;

/// <summary>What a person should look at before relying on a trace. The names do not change.</summary>
public enum TraceNoteCode
{
    /// <summary>Events were added by hand.</summary>
    EventsAdded,

    /// <summary>Events, or the end, were moved or changed by hand.</summary>
    EventsMoved,

    /// <summary>There is a checksum and it is not that of the file. Many instruments write such files.</summary>
    ChecksumDiffers,

    /// <summary>The instrument's clock was not set.</summary>
    TimeUnknown,

    /// <summary>The file states no serial number.</summary>
    InstrumentUnknown,

    /// <summary>FxdParams and DataPts state different numbers of points.</summary>
    PointsDisagree,

    /// <summary>The numbers of the events do not run from 1 without a gap: events may have been deleted.</summary>
    EventNumbersBroken,

    /// <summary>Octets stand after the last block.</summary>
    TrailingBytes,
}

/// <summary>An observation, not an accusation: instruments themselves cause each of these now and then.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Events">Numbers of the events concerned.</param>
/// <param name="Message">One English sentence.</param>
public sealed record TraceNote(TraceNoteCode Code, IReadOnlyList<int> Events, string Message);

/// <summary>Signs that a trace was worked on after it was taken, or cannot be tied to an instrument and a time.</summary>
public static class TraceNotes
{
    /// <summary>The notes on a file that was read; none as a rule.</summary>
    /// <exception cref="ArgumentException">It was refused.</exception>
    public static IReadOnlyList<TraceNote> On(SorReadResult read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!read.IsRead)
            throw new ArgumentException("The file was refused.", nameof(read));
        var trace = OtdrTrace.From(read.File);
        return [.. Notes(read, trace)];
    }

    private static IEnumerable<TraceNote> Notes(SorReadResult read, OtdrTrace trace)
    {
        if (Numbers(trace, EventOrigin.Added) is { Length: > 0 } added)
            yield return new(TraceNoteCode.EventsAdded, added, "Events were added to the table by hand.");
        if (Numbers(trace, EventOrigin.Moved, EventOrigin.ModifiedEnd) is { Length: > 0 } moved)
            yield return new(TraceNoteCode.EventsMoved, moved, "Events were moved or changed by hand.");
        if (read.Checksum == ChecksumVerdict.Differs)
            yield return new(TraceNoteCode.ChecksumDiffers, [], "The checksum is not that of the file; many instruments write such files.");
        if (trace.AcquiredAt is null)
            yield return new(TraceNoteCode.TimeUnknown, [], "The instrument's clock was not set, so the time of the trace is not known.");
        if (trace.SerialNumber is null && trace.ModuleSerialNumber is null)
            yield return new(TraceNoteCode.InstrumentUnknown, [], "The file states no serial number of an instrument.");
        if (trace.Warnings.Concat(read.Warnings).Any(w => w.Code == SorWarningCode.PointCountsDisagree))
            yield return new(TraceNoteCode.PointsDisagree, [], "The file states different numbers of points.");
        if (trace.Events.Where((e, i) => e.Number - trace.Events[0].Number != i).Any())
            yield return new(TraceNoteCode.EventNumbersBroken, [], "The numbers of the events do not run without a gap.");
        if (read.File!.Trailing.Length > 0)
            yield return new(TraceNoteCode.TrailingBytes, [], "Octets stand after the last block of the file.");
    }

    private static int[] Numbers(OtdrTrace trace, params EventOrigin[] origins) => [.. trace.Events.Where(e => origins.Contains(e.Origin)).Select(e => e.Number)];
}
