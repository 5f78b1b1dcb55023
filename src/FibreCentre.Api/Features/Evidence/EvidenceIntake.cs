using System.Text;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using FibreCentre.Otdr;
using FibreCentre.Otdr.Sor;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>A file that lies in the folder under its hash, and what its bytes say it is.</summary>
/// <param name="Hash">SHA-256 of what is kept, in hexadecimal.</param>
public sealed record TakenFile(EvidenceKind Kind, string Hash, StoredFile File);

/// <summary>
/// Takes a file off the wire: how large it may be, what it is by its bytes, photos cleaned of everything but the picture. All of it before a transaction begins, so that a slow
/// upload keeps nobody waiting; a file that no evidence comes to refer to is swept.
/// </summary>
internal sealed class EvidenceIntake(EvidenceFolder folder, PictureCleaning pictures, IOptions<EvidenceOptions> options)
{
    public async Task<Result<TakenFile>> TakeAsync(Stream content, EvidenceKind kind, CancellationToken cancellationToken)
    {
        if (!folder.IsSet) return EvidenceErrors.NoFolder();
        var megabytes = kind is EvidenceKind.Photo or EvidenceKind.Certificate ? options.Value.PhotoMegabytes : options.Value.FileMegabytes;
        using var file = await folder.TakeAsync(content, megabytes * 1_000_000L, cancellationToken);
        if (file is null) return EvidenceErrors.TooLarge(megabytes);
        if (file.Bytes == 0) return EvidenceErrors.Missing();
        var type = FileType.Of(await HeadAsync(file.Path, cancellationToken));
        if (type == FileType.Heic) return EvidenceErrors.HeicPicture();
        return kind switch
        {
            EvidenceKind.Trace => await TraceAsync(file, cancellationToken),
            EvidenceKind.Photo when !FileType.IsPicture(type) => EvidenceErrors.NotTaken("a photo as JPEG, PNG or WebP"),
            EvidenceKind.Certificate when type != FileType.Pdf && !FileType.IsPicture(type) => EvidenceErrors.NotTaken("the certificate as a PDF, or a photo of it as JPEG, PNG or WebP"),
            _ when FileType.IsPicture(type) => await pictures.CleanAsync(file, kind, cancellationToken),
            _ when type == FileType.Pdf || await IsTextAsync(file.Path, cancellationToken) => Keep(file, new(kind, file.Hash, new(type ?? FileType.Text, file.Bytes, file.Hash, null, null))),
            _ => EvidenceErrors.NotTaken("a PDF, a text, or a picture as JPEG, PNG or WebP"),
        };
    }

    private async Task<Result<TakenFile>> TraceAsync(ArrivingFile file, CancellationToken cancellationToken)
    {
        var read = SorReader.Read(await File.ReadAllBytesAsync(file.Path, cancellationToken));
        if (!read.IsRead) return EvidenceErrors.TraceBroken($"{read.Error.Message} (Block {read.Error.Block}, octet {read.Error.Offset}.) Send the .sor file as the instrument wrote it.");
        return Keep(file, new(EvidenceKind.Trace, file.Hash, new(FileType.Trace, file.Bytes, file.Hash, TraceFingerprint.Of(read).Samples?.ToLowerInvariant(), null)));
    }

    private TakenFile Keep(ArrivingFile file, TakenFile taken)
    {
        folder.Keep(file);
        return taken;
    }

    private static async Task<byte[]> HeadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var head = new byte[16];
        return head[..await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    /// <summary>UTF-8 throughout, and nothing in it that does not print.</summary>
    private static async Task<bool> IsTextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(await File.ReadAllBytesAsync(path, cancellationToken));
            return !text.Any(each => char.IsControl(each) && each is not ('\t' or '\r' or '\n' or '\f'));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

/// <summary>What a file is by its first bytes.</summary>
internal static class FileType
{
    public const string Jpeg = "image/jpeg", Png = "image/png", WebP = "image/webp", Heic = "image/heic", Pdf = "application/pdf", Text = "text/plain; charset=utf-8", Trace = "application/octet-stream";

    /// <summary>Null for what has no such mark: a text, or something that is not taken.</summary>
    public static string? Of(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg
        : head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? Png
        : head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8) ? WebP
        : head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) && IsHeic(head[8..12]) ? Heic
        : head.StartsWith("%PDF-"u8) ? Pdf
        : null;

    public static bool IsPicture(string? type) => type is Jpeg or Png or WebP;

    /// <summary>What such a file is called when somebody saves it.</summary>
    public static string Extension(string type) => type switch { Jpeg => ".jpg", Png => ".png", WebP => ".webp", Pdf => ".pdf", Text => ".txt", _ => ".sor" };

    private static bool IsHeic(ReadOnlySpan<byte> brand) => brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("avif"u8);
}
