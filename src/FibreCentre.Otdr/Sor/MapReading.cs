using System.Buffers.Binary;

namespace FibreCentre.Otdr.Sor;

/// <summary>An entry of the map.</summary>
internal readonly record struct MapEntry(SorText Name, ushort Version, uint Size);

/// <summary>The map: every size in it is only a statement, and checked by whoever uses it.</summary>
internal sealed record MapReading(SorIssue Issue, SorText Name, ushort Version, IReadOnlyList<MapEntry> Entries, SorBytes Padding, int End)
{
    // Longer than any block name in use; a "name" beyond it is octets of something else.
    private const int LongestName = 80;

    public static (MapReading? Map, SorError? Error) Read(ReadOnlyMemory<byte> octets, SorLimits limits, List<SorWarning> warnings)
    {
        var span = octets.Span;
        var named = span.Length >= 4 && new SorText(octets[..3]).Is(SorBlockName.Map) && span[3] == 0;
        var start = named ? 4 : 0;
        if (span.Length < start + 8)
            return Fail(SorFault.NotASorFile, 0, "The file is too short for a map of blocks.");

        var version = BinaryPrimitives.ReadUInt16LittleEndian(span[start..]);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(span[(start + 2)..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(span[(start + 6)..]);
        if (!named && (version is < 50 or > 400 || count is < 2 or > 1000))
            return Fail(SorFault.NotASorFile, 0, "The file does not begin with a map of blocks.");
        if (count - 1 > limits.MaxBlocks)
            return Fail(SorFault.TooManyBlocks, start + 6, $"The map states {count} blocks; {limits.MaxBlocks + 1} are allowed.");

        var entries = new List<MapEntry>();
        var position = start + 8;
        while (entries.Count < limits.MaxBlocks && TryEntry(octets, position, out var entry, out var next))
        {
            // Past the number that was stated there is an entry only where it can be nothing else.
            if (entries.Count >= count - 1 && (next > size || SorBlockName.Known(entry.Name) is null || entries.Exists(e => e.Name == entry.Name)))
                break;
            // A number that is too large must not make an entry of the first block.
            if (position >= size && entries.Count > 0 && entry.Name == entries[0].Name)
                break;
            entries.Add(entry);
            position = next;
        }
        if (entries.Count == 0)
            return Fail(SorFault.MapBroken, position, "The map lists no block.");
        if (entries.Count < count - 1 && position < size)
            return Fail(SorFault.MapBroken, position, $"Entry {entries.Count + 1} of the map cannot be read.");
        if (entries.Count != count - 1)
            warnings.Add(new(SorWarningCode.MapCountDisagrees, SorBlockName.Map, start + 6, $"The map states {count} blocks and lists {entries.Count + 1}."));

        var padding = default(SorBytes);
        if (size < position || size > octets.Length || BlocksFollow(octets, position, (int)size, entries))
        {
            if (size != position)
                warnings.Add(new(SorWarningCode.MapSizeDisagrees, SorBlockName.Map, start + 2, $"The map states a size of {size} and takes {position}."));
        }
        else
        {
            padding = new SorBytes(octets[position..(int)size]);
            warnings.Add(new(SorWarningCode.BlockPadding, SorBlockName.Map, position, $"{padding.Length} octets follow the last entry of the map."));
        }
        return (new MapReading(named ? SorIssue.Two : SorIssue.One, named ? new SorText(octets[..3]) : SorText.Of(SorBlockName.Map), version, entries, padding, position + padding.Length), null);
    }

    /// <summary>True when the blocks follow the entries at once, whatever size is stated: the first one's name stands there, or the sizes fill the file from there only.</summary>
    private static bool BlocksFollow(ReadOnlyMemory<byte> octets, int position, int size, List<MapEntry> entries)
    {
        var name = entries[0].Name.Octets.Span;
        if (position == size || octets.Span[position..] is var rest && rest.StartsWith(name) && rest.Length > name.Length && rest[name.Length] == 0)
            return true;
        var all = entries.Sum(e => (long)e.Size);
        return position + all == octets.Length && size + all != octets.Length;
    }

    private static bool TryEntry(ReadOnlyMemory<byte> octets, int position, out MapEntry entry, out int next)
    {
        entry = default;
        next = position;
        var span = octets.Span[Math.Min(position, octets.Length)..];
        var length = span[..Math.Min(span.Length, LongestName)].IndexOf((byte)0);
        if (length < 1 || span.Length < length + 7 || span[..length].ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
            return false;
        entry = new(new SorText(octets.Slice(position, length)), BinaryPrimitives.ReadUInt16LittleEndian(span[(length + 1)..]), BinaryPrimitives.ReadUInt32LittleEndian(span[(length + 3)..]));
        next = position + length + 7;
        return true;
    }

    private static (MapReading?, SorError?) Fail(SorFault fault, long offset, string message) => (null, new SorError(fault, SorBlockName.Map, offset, message));
}
