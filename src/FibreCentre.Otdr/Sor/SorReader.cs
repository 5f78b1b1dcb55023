using System.Globalization;

namespace FibreCentre.Otdr.Sor;

/// <summary>
/// Reads trace files of Telcordia SR-4731 and its predecessor GR-196, within <see cref="SorLimits"/>.
/// <para>
/// Forgiving where instruments are careless and the meaning stays clear: a missing or wrong checksum, empty blocks, padding, sizes
/// and counts that disagree, strings that are no text, a missing KeyEvents block. Each is a <see cref="SorWarning"/>. Refused, as a
/// value, is what has no map, no FxdParams, or ends within a block that is needed. Nothing is thrown whatever the octets are.
/// </para>
/// Thread-safe. A file refers to the octets it was read from: do not change them while it is in use.
/// </summary>
public static class SorReader
{
    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="octets">The whole file; kept, not copied.</param>
    /// <param name="limits">What is refused; <see cref="SorLimits.Default"/> when null.</param>
    public static SorReadResult Read(ReadOnlyMemory<byte> octets, SorLimits? limits = null)
    {
        limits ??= SorLimits.Default;
        if (octets.Length > limits.MaxBytes)
            return TooLarge(limits);
        return octets.IsEmpty
            ? new SorReadResult(new SorError(SorFault.Empty, SorBlockName.Map, 0, "The file is empty."))
            : new FileReading(octets, limits).Read();
    }

    /// <summary>Reads a stream to its end or to one octet past <see cref="SorLimits.MaxBytes"/>. It is not disposed of; what it throws comes through.</summary>
    /// <param name="input">The octets.</param>
    /// <param name="limits">What is refused; <see cref="SorLimits.Default"/> when null.</param>
    public static SorReadResult Read(Stream input, SorLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        limits ??= SorLimits.Default;
        var expected = input.CanSeek ? Math.Max(0, input.Length - input.Position) : Math.Min(64 << 10, limits.MaxBytes);
        if (expected > limits.MaxBytes)
            return TooLarge(limits);

        var buffer = new byte[expected + 1];
        var length = 0;
        while (true)
        {
            var read = input.Read(buffer, length, buffer.Length - length);
            if (read == 0)
                return Read(buffer.AsMemory(0, length), limits);
            length += read;
            if (length > limits.MaxBytes)
                return TooLarge(limits);
            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(2L * length, limits.MaxBytes + 1L));
        }
    }

    private static SorReadResult TooLarge(SorLimits limits) =>
        new(new SorError(SorFault.TooLarge, SorBlockName.Map, limits.MaxBytes, string.Create(CultureInfo.InvariantCulture, $"The file has more than {limits.MaxBytes} octets.")));
}
