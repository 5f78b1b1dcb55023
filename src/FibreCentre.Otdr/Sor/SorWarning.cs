namespace FibreCentre.Otdr.Sor;

/// <summary>What is unusual about a file that could be read. The names do not change.</summary>
public enum SorWarningCode
{
    /// <summary>The map states another number of blocks than it lists.</summary>
    MapCountDisagrees,

    /// <summary>The map states another size than its entries take.</summary>
    MapSizeDisagrees,

    /// <summary>Octets follow the last block of the map.</summary>
    TrailingBytes,

    /// <summary>Octets follow the last known field of a block.</summary>
    BlockPadding,

    /// <summary>A block of SR-4731 has no content.</summary>
    BlockEmpty,

    /// <summary>A block of SR-4731 that a trace normally has is not there.</summary>
    BlockMissing,

    /// <summary>A block occurs twice; the first one counts.</summary>
    BlockRepeated,

    /// <summary>A block was found elsewhere than the sizes in the map say.</summary>
    BlockMisplaced,

    /// <summary>The file ends within a block that is not needed.</summary>
    BlockCutShort,

    /// <summary>A block does not begin with its own name although the file is of issue 2.</summary>
    BlockHeaderMissing,

    /// <summary>A block could not be taken apart and is kept as octets.</summary>
    BlockUnreadable,

    /// <summary>A block is laid out as in the other issue of the format.</summary>
    LayoutOfOtherIssue,

    /// <summary>A string runs to the end of its block without a NUL.</summary>
    TextNotTerminated,

    /// <summary>A string, or the language, is no text.</summary>
    TextIsNoText,

    /// <summary>Two of the numbers of points disagree; the samples that are there count.</summary>
    PointCountsDisagree,

    /// <summary>There are no samples.</summary>
    NoSamples,

    /// <summary>There is more than one trace in the file; the first one is scaled.</summary>
    SeveralTraces,

    /// <summary>The scale of the samples is not 1.</summary>
    SampleScaleUnusual,

    /// <summary>The key events have no summary of total loss and return loss.</summary>
    SummaryMissing,

    /// <summary>The time is 0 or in 1980: a clock that was never set.</summary>
    ClockUnset,

    /// <summary>The wavelength is stored in another unit than its field has, or not at all.</summary>
    WavelengthScale,

    /// <summary>The averaging time may be in another scale than 0.1 s.</summary>
    AveragingTimeUncertain,

    /// <summary>The backscatter coefficient is stored with its own sign.</summary>
    BackscatterSigned,

    /// <summary>The refractive index is not that of any fibre; distances use 1.468.</summary>
    RefractiveIndexImplausible,

    /// <summary>The spacing of the samples is 0 or longer than a link.</summary>
    SampleSpacingImplausible,

    /// <summary>An event has a reflectance above 0 dB, which is impossible; it reads as not stored.</summary>
    ReflectancePositive,

    /// <summary>An event's code is not one of SR-4731.</summary>
    EventCodeUnknown,

    /// <summary>The events are not in order of distance as stored.</summary>
    EventsOutOfOrder,

    /// <summary>The samples do not fit the events at the stated offset, but at another one in the file, which is used.</summary>
    OffsetElsewhere,
}

/// <summary>Something unusual that did not keep the file from being read. The message quotes no text of the file.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Block">The block, as in <see cref="SorError.Block"/>.</param>
/// <param name="Offset">The octet, counted from 0 at the start of the file, where the block or field begins.</param>
/// <param name="Message">One English sentence.</param>
public sealed record SorWarning(SorWarningCode Code, string Block, long Offset, string Message);
