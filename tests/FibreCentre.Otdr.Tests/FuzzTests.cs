using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Drawing;
using FibreCentre.Otdr.Judging;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

/// <summary>Damaged files are read or refused, soon, in little memory, and nothing else. <c>OTDR_FUZZ_ROUNDS</c> sets how many; 20,000 unless told.</summary>
public sealed class FuzzTests
{
    private const long MostAllocated = 64 << 20;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    /// <summary>What the reader had to mend: then the file it writes is another one.</summary>
    private static readonly SorWarningCode[] Repaired =
    [
        SorWarningCode.BlockMisplaced, SorWarningCode.MapCountDisagrees, SorWarningCode.MapSizeDisagrees, SorWarningCode.BlockCutShort, SorWarningCode.TextNotTerminated,
        SorWarningCode.PointCountsDisagree,
    ];

    private static readonly uint[] Attacks = [0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 200_000, 200_001, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_never_anything_else()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("OTDR_FUZZ_ROUNDS"), CultureInfo.InvariantCulture, out var told) ? told : 20_000;
        var files = Files();
        var random = new Random(4731);
        var read = 0;
        for (var round = 0; round < rounds; round++)
        {
            var octets = files[round % files.Length].ToArray();
            for (var damages = random.Next(1, 5); damages > 0; damages--)
                octets = Damage(octets, random);
            read += Try(octets, round) ? 1 : 0;
        }
        Assert.InRange(read, rounds / 5, rounds - 1); // both ways have been walked
    }

    /// <summary>Short files, so that most damage hits a field and not a sample.</summary>
    private static byte[][] Files()
    {
        var few = Some.Acquisition with { RangeMetres = 6_000, SampleSpacingMetres = 20 };
        var vendor = Some.File(acquisition: few);
        vendor = vendor with { Blocks = [.. vendor.Blocks, new OpaqueBlock { Name = SorText.Of("Maker"), Rest = new SorBytes(new byte[100]) }], Trailing = new SorBytes(new byte[5]) };
        return
        [
            Some.Octets(acquisition: few), Some.Octets(acquisition: few with { Issue = SorIssue.One }), Some.Octets(acquisition: few with { ZeroAtLinkStart = true }), SorWriter.Write(vendor),
            SorWriter.Write(Some.File(acquisition: few) with { Blocks = [.. Some.File(acquisition: few).Blocks.Reverse()] }),
        ];
    }

    private static byte[] Damage(byte[] octets, Random random)
    {
        if (octets.Length < 16)
            return octets;
        var at = random.Next(octets.Length - 8);
        var early = random.Next(Math.Min(octets.Length - 8, 700)); // where the lengths are
        switch (random.Next(8))
        {
            case 0:
                octets[at] ^= (byte)(1 << random.Next(8));
                return octets;
            case 1:
                octets[early] ^= (byte)(1 << random.Next(8));
                return octets;
            case 2:
                return octets[..random.Next(octets.Length)];
            case 3:
                BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(early), Attacks[random.Next(Attacks.Length)]);
                return octets;
            case 4:
                BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(early), (ushort)Attacks[random.Next(Attacks.Length)]);
                return octets;
            case 5:
                return [.. octets[..at], .. octets[(at + random.Next(8))..]];
            case 6:
                return [.. octets[..early], .. octets[at..Math.Min(octets.Length, at + random.Next(64))], .. octets[early..]];
            default:
                return Reordered(octets, random);
        }
    }

    private static byte[] Reordered(byte[] octets, Random random)
    {
        if (SorReader.Read(octets).File is not { } file)
            return octets;
        var blocks = file.Blocks.ToArray();
        random.Shuffle(blocks);
        return SorWriter.Write(file with { Blocks = blocks });
    }

    private static bool Try(byte[] octets, int round)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            var read = SorReader.Read(octets);
            if (!read.IsRead)
            {
                Assert.InRange(read.Error.Offset, 0, octets.Length + (64 * (long)uint.MaxValue));
                Assert.NotEmpty(read.Error.Block);
                return false;
            }
            Use(read);
            return true;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"Round {round}: {Convert.ToBase64String(octets)}", other);
        }
        finally
        {
            Assert.True(watch.Elapsed < LongestRead, $"Round {round} took {watch.Elapsed}.");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        }
    }

    /// <summary>Whatever can be read can be written, as it was unless something had to be mended; and be analysed, judged, noted and drawn.</summary>
    private static void Use(SorReadResult read)
    {
        var written = SorWriter.Write(read.File!);
        if (!read.Warnings.Any(w => Repaired.Contains(w.Code)))
            Assert.Equal(read.Octets.ToArray(), written);
        var trace = OtdrTrace.From(read.File!);
        var link = LinkAnalysis.Of(trace);
        Assert.All(trace.Events, e => Assert.True(double.IsFinite(e.DistanceMetres)));
        Assert.False(link.Loss is { } loss && !double.IsFinite(loss.LossDb));
        _ = TraceNotes.On(read);
        _ = TraceFingerprint.Of(read);
        _ = TwoWayAnalysis.Of(link, link);
        _ = TraceJudge.Judge([new DirectedTrace(link, TraceDirection.AToB), new DirectedTrace(link, TraceDirection.BToA)], new TraceCriterion(TraceQuantity.SpliceLoss, Limit.AtMost(0.1)));
        Assert.EndsWith("</svg>", TraceChart.ToSvg([new ChartTrace(trace, "damaged")]), StringComparison.Ordinal);
    }
}
