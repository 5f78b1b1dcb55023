using System.Buffers.Binary;
using SkiaSharp;

namespace FibreCentre.Api.Tests.Evidence;

/// <summary>Pictures as cameras and mischief-makers make them.</summary>
internal static class Pictures
{
    private static int _number;

    /// <summary>A JPEG held sideways (Exif orientation 6), with where it was taken: red where the upright picture has its top left corner, and with a number of its own in stripes.</summary>
    public static byte[] Photo(int width = 64, int height = 40)
    {
        var jpeg = Encoded(width, height, SKEncodedImageFormat.Jpeg);
        byte[] exif = [.. "Exif\0\0"u8, .. Tiff()];
        byte[] segment = [0xFF, 0xE1, 0, 0, .. exif];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(exif.Length + 2));
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    public static byte[] Encoded(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        var number = Interlocked.Increment(ref _number);
        for (var bit = 0; bit < 8; bit++)
        {
            using var stripe = new SKPaint { Color = (number >> bit & 1) == 1 ? SKColors.Yellow : SKColors.Cyan };
            canvas.DrawRect(bit * width / 8f, 0, width / 8f, height, stripe);
        }
        // Stored bottom left is upright top left, for a camera turned a quarter to the right.
        using var red = new SKPaint { Color = SKColors.Red };
        canvas.DrawRect(0, height - 16, 16, 16, red);
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A PNG whose head claims so many dots and which has none.</summary>
    public static byte[] Bomb(int width, int height)
    {
        byte[] head = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), height);
        byte[] dots = [.. "IDAT"u8, 0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. head, .. Crc(head), 0, 0, 0, 8, .. dots, .. Crc(dots), 0, 0, 0, 0, .. "IEND"u8, .. Crc("IEND"u8.ToArray())];
    }

    private static byte[] Crc(byte[] octets)
    {
        var crc = uint.MaxValue;
        foreach (var octet in octets)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        var written = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(written, ~crc);
        return written;
    }

    /// <summary>Orientation 6, and 51° 30' 26" north.</summary>
    private static byte[] Tiff()
    {
        var tiff = new byte[104];
        "II*\0"u8.CopyTo(tiff);
        var at = 4;
        Int(8);
        Short(2);
        Entry(0x0112, 3, 1, 6);
        Entry(0x8825, 4, 1, 38);
        Int(0);
        Short(2);
        Entry(1, 2, 2, 'N');
        Entry(2, 5, 3, 68);
        Int(0);
        foreach (var part in new[] { 51, 1, 30, 1, 26, 1 }) Int(part);
        return tiff;

        void Short(int value) => BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan((at += 2) - 2), (ushort)value);
        void Int(int value) => BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan((at += 4) - 4), value);
        void Entry(int tag, int type, int count, int value)
        {
            Short(tag);
            Short(type);
            Int(count);
            Int(value);
        }
    }
}
