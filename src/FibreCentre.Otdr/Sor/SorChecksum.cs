namespace FibreCentre.Otdr.Sor;

/// <summary>What the stored checksum says. It is advice: instruments store what they like, so a file is never refused for it.</summary>
public enum ChecksumVerdict
{
    /// <summary>There is no Cksum block, or nothing in it.</summary>
    Absent,

    /// <summary>It is 0, which many makes store always.</summary>
    Zero,

    /// <summary>It is the checksum of the octets before it.</summary>
    Matches,

    /// <summary>It is neither; that alone does not say that the file was changed.</summary>
    Differs,
}

/// <summary>
/// CRC-16 with polynomial 0x1021, initial value 0xFFFF, not reflected, over every octet before the two of the checksum:
/// of the variants in use the one that matches in files of instruments that store a checksum at all.
/// </summary>
public static class SorChecksum
{
    // Eight tables: eight octets a step. Entry [k * 256 + b] is the checksum of b followed by k zero octets.
    private static readonly ushort[] Table = MakeTable();

    /// <summary>The checksum of these octets.</summary>
    public static ushort Compute(ReadOnlySpan<byte> octets)
    {
        var table = Table.AsSpan(0, 2048);
        uint crc = 0xFFFF;
        while (octets.Length >= 8)
        {
            var step = octets[..8];
            crc = (uint)(table[1792 + (int)((crc >> 8) ^ step[0])] ^ table[1536 + (int)((crc & 0xFF) ^ step[1])] ^ table[1280 + step[2]] ^ table[1024 + step[3]]
                ^ table[768 + step[4]] ^ table[512 + step[5]] ^ table[256 + step[6]] ^ table[step[7]]);
            octets = octets[8..];
        }
        foreach (var octet in octets)
            crc = ((crc << 8) ^ table[(int)(((crc >> 8) ^ octet) & 0xFF)]) & 0xFFFF;
        return (ushort)crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[2048];
        for (var i = 0; i < 256; i++)
        {
            var crc = i << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            table[i] = (ushort)crc;
        }
        for (var i = 256; i < 2048; i++)
            table[i] = (ushort)((table[i - 256] << 8) ^ table[table[i - 256] >> 8]);
        return table;
    }
}
