using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Features.Places;

/// <summary>A file of engineers as it comes off the wire. Whatever is sent is read as a sheet: a body that is none is told so, not that its type is wrong.</summary>
internal static class EngineerUpload
{
    /// <summary>Bytes that are taken off the wire before a body is refused: more than any file that is meant, so that whoever sends a larger one gets an answer instead of a broken connection.</summary>
    public const long MostTaken = 64_000_000;

    public static RouteHandlerBuilder TakesSheet(this RouteHandlerBuilder operation) =>
        operation.WithMetadata(new RequestSizeLimitAttribute(MostTaken)).DisableAntiforgery().Accepts<string>("text/csv", "multipart/form-data", "*/*");

    /// <summary>The body itself, or the first file of a form, with its name.</summary>
    public static async Task<Result<(string Name, byte[] Octets)>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > EngineerSheet.MostBytes + 10_000) return PlaceErrors.SheetUnreadable(EngineerSheet.TooLarge);
        var (name, content) = ("engineers.csv", request.Body);
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(cancellationToken);
            if (form.Files is not [var file, ..]) return PlaceErrors.SheetUnreadable("Send the CSV file as a file of the form.");
            (name, content) = (Path.GetFileName(file.FileName), file.OpenReadStream());
        }
        return await ReadAsync(content, cancellationToken) is { } octets ? (name, octets) : PlaceErrors.SheetUnreadable(EngineerSheet.TooLarge);
    }

    /// <summary>The whole of it; null as soon as it is more than a sheet may be.</summary>
    public static async Task<byte[]?> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var octets = new MemoryStream();
        var buffer = new byte[81_920];
        while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (octets.Length + count > EngineerSheet.MostBytes) return null;
            octets.Write(buffer, 0, count);
        }
        return octets.ToArray();
    }
}
