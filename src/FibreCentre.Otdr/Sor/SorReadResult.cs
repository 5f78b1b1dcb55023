using System.Diagnostics.CodeAnalysis;

namespace FibreCentre.Otdr.Sor;

/// <summary>A file that was read, or why it was not.</summary>
public sealed class SorReadResult
{
    private readonly int _checksumAt = -1;
    private ChecksumVerdict? _checksum;

    internal SorReadResult(SorError error) => Error = error;

    internal SorReadResult(SorFile file, ReadOnlyMemory<byte> octets, int checksumAt, IReadOnlyList<SorWarning> warnings)
    {
        File = file;
        Octets = octets;
        Warnings = warnings;
        _checksumAt = checksumAt;
    }

    /// <summary>True when there is a <see cref="File"/>, false when there is an <see cref="Error"/>.</summary>
    [MemberNotNullWhen(true, nameof(File))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsRead => File is not null;

    /// <summary>The file; null when it was refused.</summary>
    public SorFile? File { get; }

    /// <summary>Why it was refused; null when it was read.</summary>
    public SorError? Error { get; }

    /// <summary>The octets it was read from; none when it was refused. The original to keep and to hash.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>What the stored checksum says; never a reason to refuse. Worked out when it is first asked for, since that takes longer than reading.</summary>
    public ChecksumVerdict Checksum => _checksum ??= Verdict();

    /// <summary>What is unusual about the structure of the file. <see cref="OtdrTrace.Warnings"/> has what is unusual about its values.</summary>
    public IReadOnlyList<SorWarning> Warnings { get; } = [];

    private ChecksumVerdict Verdict()
    {
        if (File?.Checksum is not { } stored || _checksumAt < 0)
            return ChecksumVerdict.Absent;
        if (stored.Value == SorChecksum.Compute(Octets.Span[.._checksumAt]))
            return ChecksumVerdict.Matches;
        return stored.Value == 0 ? ChecksumVerdict.Zero : ChecksumVerdict.Differs;
    }
}
