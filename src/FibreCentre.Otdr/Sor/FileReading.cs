using System.Text;

namespace FibreCentre.Otdr.Sor;

/// <summary>One reading of one file: walks the map and takes each block apart within its own bounds.</summary>
internal sealed class FileReading(ReadOnlyMemory<byte> octets, SorLimits limits)
{
    private readonly List<SorWarning> _warnings = [];
    private readonly List<SorBlock> _blocks = [];
    private int _checksumAt = -1;

    public SorReadResult Read()
    {
        var (map, error) = MapReading.Read(octets, limits, _warnings);
        if (map is null)
            return new SorReadResult(error!);

        long end = map.End;
        var places = Places(map);
        for (var i = 0; i < places.Length; i++)
        {
            var size = Size(map, places, i);
            error = ReadBlock(map.Entries[i], map.Issue, places[i], size);
            if (error is not null)
                return new SorReadResult(error);
            end = Math.Max(end, Math.Min(places[i] + size, octets.Length));
        }

        var file = new SorFile
        {
            Issue = map.Issue,
            MapName = map.Name,
            Version = map.Version,
            MapPadding = map.Padding,
            Blocks = _blocks,
            Trailing = new SorBytes(octets[(int)end..]),
        };
        if (file.FxdParams is null)
            return new SorReadResult(new SorError(SorFault.BlockMissing, SorBlockName.FxdParams, 0, "The file has no FxdParams block, so that nothing in it has a scale."));
        if (file.Trailing.Length > 0)
            Warn(SorWarningCode.TrailingBytes, SorBlockName.Map, end, $"{file.Trailing.Length} octets follow the last block.");
        WarnOfMissing(file);
        return new SorReadResult(file, octets, _checksumAt, _warnings);
    }

    /// <summary>Where each block begins: after the one before it; or, for a block whose name does not stand there, where that first stands after the map.</summary>
    private long[] Places(MapReading map)
    {
        var places = new long[map.Entries.Count];
        long next = map.End;
        for (var i = 0; i < places.Length; i++)
        {
            var entry = map.Entries[i];
            places[i] = next;
            if (map.Issue == SorIssue.Two && entry.Size > 0 && SorBlockName.Known(entry.Name) is { } name && !BeginsWithName(next, entry.Name))
            {
                var found = octets.Span[map.End..].IndexOf((byte[])[.. entry.Name.Octets.Span, 0]);
                if (found >= 0)
                {
                    places[i] = map.End + found;
                    Warn(SorWarningCode.BlockMisplaced, name, places[i], $"The block stands {places[i] - next} octets from where the map says.");
                }
            }
            next = places[i] + entry.Size;
        }
        return places;
    }

    /// <summary>As the map states; up to the next block where that one stands elsewhere than the size says.</summary>
    private static long Size(MapReading map, long[] places, int index)
    {
        long stated = map.Entries[index].Size;
        return stated > 0 && index + 1 < places.Length && places[index + 1] > places[index] ? places[index + 1] - places[index] : stated;
    }

    private bool BeginsWithName(long offset, SorText name)
    {
        var length = name.Octets.Length;
        return offset + length < octets.Length
            && Ascii.EqualsIgnoreCase(octets.Span.Slice((int)offset, length), name.Octets.Span)
            && octets.Span[(int)offset + length] == 0;
    }

    private SorError? ReadBlock(MapEntry entry, SorIssue issue, long offset, long size)
    {
        var name = SorBlockName.Known(entry.Name);
        var shown = name ?? "vendor block";
        var available = Math.Max(0, octets.Length - offset);
        if (size > available)
        {
            if (name is SorBlockName.GenParams or SorBlockName.SupParams or SorBlockName.FxdParams or SorBlockName.KeyEvents or SorBlockName.DataPts)
                return new SorError(SorFault.BlockBeyondEnd, shown, offset, $"The block should have {size} octets and the file ends after {available} of them.");
            Warn(SorWarningCode.BlockCutShort, shown, offset, $"The block should have {size} octets and the file ends after {available} of them.");
            size = available;
        }
        if (size == 0)
        {
            if (name is not null)
                Warn(SorWarningCode.BlockEmpty, shown, Math.Min(offset, octets.Length), "The block has no content.");
            _blocks.Add(new OpaqueBlock { Name = entry.Name, Version = entry.Version });
            return null;
        }

        var body = octets.Slice((int)offset, (int)size);
        SorText? header = null;
        if (BeginsWithName(offset, entry.Name) && entry.Name.Octets.Length < size)
        {
            header = new SorText(body[..entry.Name.Octets.Length]);
            body = body[(entry.Name.Octets.Length + 1)..];
        }
        else if (issue == SorIssue.Two && name is not null)
        {
            Warn(SorWarningCode.BlockHeaderMissing, shown, offset, "The block does not begin with its name.");
        }

        var at = (int)(offset + size) - body.Length;
        var reading = new BlockReading(shown, at, issue, limits);
        var block = reading.Read(name, body);
        if (reading.Error is { } error)
            return error;
        _warnings.AddRange(reading.Warnings);
        if (block is ChecksumBlock && _checksumAt < 0)
            _checksumAt = at;
        if (name is not null && _blocks.Exists(b => b is not OpaqueBlock && b.GetType() == block.GetType()))
            Warn(SorWarningCode.BlockRepeated, shown, offset, "The block occurs more than once; the first one counts.");
        _blocks.Add(block with { Name = entry.Name, Version = entry.Version, Header = header });
        return null;
    }

    private void WarnOfMissing(SorFile file)
    {
        Missing(file.GenParams, SorBlockName.GenParams);
        Missing(file.SupParams, SorBlockName.SupParams);
        Missing(file.KeyEvents, SorBlockName.KeyEvents);
        Missing(file.DataPts, SorBlockName.DataPts);

        void Missing(SorBlock? block, string name)
        {
            if (block is null && !file.Blocks.Any(b => b.Name.Is(name)))
                Warn(SorWarningCode.BlockMissing, name, 0, $"There is no {name} block.");
        }
    }

    private void Warn(SorWarningCode code, string block, long offset, string message) => _warnings.Add(new SorWarning(code, block, offset, message));
}
