using System.Text.Json;

namespace FibreCentre.Testing;

/// <summary>What a screen reader is given of a PDF.</summary>
/// <param name="Lang">Of the document, BCP 47.</param>
/// <param name="Marked">Whether it says that it is tagged.</param>
/// <param name="Outside">Text that is in no tag and is no ornament.</param>
/// <param name="Tree">In reading order.</param>
public sealed record ReadPdf(string? Title, string? Lang, bool Marked, int Pages, string Outside, IReadOnlyList<PdfTag> Tree);

/// <param name="Within">The tags around it, outermost first.</param>
/// <param name="Alt">What is read instead; null where the text is.</param>
/// <param name="Top">The base line of its first line, in points from the lower edge of the page; null where there is no text, as for the others.</param>
/// <param name="Bottom">That of its last line.</param>
/// <param name="Right">Where its longest line ends, in points from the left edge.</param>
public sealed record PdfTag(string Role, IReadOnlyList<string> Within, string Text, string? Alt, double? Top, double? Bottom, double? Right);

/// <summary>Reads tagged PDFs with a library that is not ours (tests/tools/read-pdf.mjs, pdf.js).</summary>
public static class PdfJudge
{
    /// <exception cref="FormatException">It is no PDF that the library reads; the message is its own.</exception>
    public static async Task<ReadPdf> Read(byte[] pdf)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            await using var library = ChildProcess.Start("node", [Path.Combine(Repository.Tools, "read-pdf.mjs"), file]);
            if (await library.WaitForExit(TimeSpan.FromSeconds(60)) != 0) throw new FormatException(library.Output);
            return JsonSerializer.Deserialize<ReadPdf>(library.Output, JsonSerializerOptions.Web)!;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
