namespace FibreCentre.Otdr.Sor;

/// <summary>Why octets were refused. The names do not change.</summary>
public enum SorFault
{
    /// <summary>There is nothing to read.</summary>
    Empty,

    /// <summary>More than <see cref="SorLimits.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>It does not begin with a map of blocks.</summary>
    NotASorFile,

    /// <summary>The map cannot be read to its end.</summary>
    MapBroken,

    /// <summary>More than <see cref="SorLimits.MaxBlocks"/>.</summary>
    TooManyBlocks,

    /// <summary>A block that is needed ends after the file does.</summary>
    BlockBeyondEnd,

    /// <summary>There is no FxdParams block, so that nothing in the file has a scale.</summary>
    BlockMissing,

    /// <summary>A block is shorter than the fields it must hold.</summary>
    BlockTooShort,

    /// <summary>More than <see cref="SorLimits.MaxPoints"/>.</summary>
    TooManyPoints,
}

/// <summary>Why and where octets were refused, as a value. The message quotes no text of the file, so it may be logged.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Block">The block: <c>Map</c>, a name of SR-4731, or <c>vendor block</c>.</param>
/// <param name="Offset">The octet, counted from 0 at the start of the file, where reading could not go on.</param>
/// <param name="Message">One English sentence.</param>
public sealed record SorError(SorFault Fault, string Block, long Offset, string Message);
