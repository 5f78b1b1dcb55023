using System.Buffers.Binary;
using System.Security.Cryptography;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr;

/// <summary>
/// Two SHA-256 hashes, in lower-case hexadecimal. Equal <see cref="File"/>: the same octets. Equal <see cref="Samples"/> only: the
/// same measurement under another header, since no two acquisitions give the same noise.
/// </summary>
/// <param name="File">Of all octets.</param>
/// <param name="Samples">Of the samples alone, each as two octets, low one first, all traces in order; scale, names and events do not count. Null without samples.</param>
public sealed record TraceFingerprint(string File, string? Samples)
{
    /// <summary>Of a file that was read.</summary>
    /// <exception cref="ArgumentException">It was refused.</exception>
    public static TraceFingerprint Of(SorReadResult read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!read.IsRead)
            throw new ArgumentException("The file was refused.", nameof(read));
        return new TraceFingerprint(Convert.ToHexStringLower(SHA256.HashData(read.Octets.Span)), OfSamples(read.File.DataPts));
    }

    private static string? OfSamples(DataPtsBlock? data)
    {
        if (data is null || data.Traces.All(t => t.Samples.IsEmpty))
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> octets = stackalloc byte[1024];
        foreach (var (_, samples) in data.Traces)
        {
            for (var rest = samples.Span; !rest.IsEmpty; rest = rest[Math.Min(512, rest.Length)..])
            {
                var chunk = rest[..Math.Min(512, rest.Length)];
                for (var i = 0; i < chunk.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(octets[(2 * i)..], chunk[i]);
                hash.AppendData(octets[..(2 * chunk.Length)]);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
