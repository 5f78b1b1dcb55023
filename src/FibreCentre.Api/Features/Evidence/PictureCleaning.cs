using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>
/// Draws a picture anew, upright and as a JPEG of dots and nothing else: where it was taken, by what, and whatever a maker hid in it stay behind. How many dots it claims is looked at
/// before any is decoded, and only two are worked on at once.
/// </summary>
internal sealed class PictureCleaning(EvidenceFolder folder, IOptions<EvidenceOptions> options) : IDisposable
{
    /// <summary>The longer side, in dots: a serial number on a label can still be read.</summary>
    private const int Longest = 3200, ThumbnailLongest = 320;

    private readonly SemaphoreSlim _turns = new(2);

    public async Task<Result<TakenFile>> CleanAsync(ArrivingFile file, EvidenceKind kind, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            return Clean(file, kind);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private Result<TakenFile> Clean(ArrivingFile file, EvidenceKind kind)
    {
        using var codec = SKCodec.Create(file.Path);
        if (codec is null) return EvidenceErrors.PictureBroken();
        if ((long)codec.Info.Width * codec.Info.Height > options.Value.PhotoMegapixels * 1_000_000L) return EvidenceErrors.PictureTooLarge(options.Value.PhotoMegapixels);
        using var dots = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        if (codec.GetPixels(dots.Info, dots.GetPixels()) != SKCodecResult.Success) return EvidenceErrors.PictureBroken();
        using var upright = Drawn(dots, codec.EncodedOrigin, Longest);
        using var small = Drawn(upright, SKEncodedOrigin.TopLeft, ThumbnailLongest);
        using var kept = Kept(upright, 88);
        using var thumbnail = Kept(small, 75);
        return new TakenFile(kind, kept.Hash, new(FileType.Jpeg, kept.Bytes, file.Hash, null, thumbnail.Hash));
    }

    private ArrivingFile Kept(SKBitmap picture, int quality)
    {
        using var data = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        var file = folder.Take(data.AsSpan());
        folder.Keep(file);
        return file;
    }

    /// <summary>On white, turned as the camera was held, and no longer than so many dots.</summary>
    private static SKBitmap Drawn(SKBitmap picture, SKEncodedOrigin origin, int longest)
    {
        var isTurned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var scale = Math.Min(1f, longest / (float)Math.Max(picture.Width, picture.Height));
        var (width, height) = (Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)));
        var drawn = new SKBitmap(new SKImageInfo(isTurned ? height : width, isTurned ? width : height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(drawn);
        canvas.Clear(SKColors.White);
        canvas.Concat(Upright(origin, width, height));
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return drawn;
    }

    /// <summary>From the picture as it is stored, so wide and so high, to the picture as it is looked at (Exif 2.32, orientation).</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
