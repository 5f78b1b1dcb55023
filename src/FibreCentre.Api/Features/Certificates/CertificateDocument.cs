using FibreCentre.Domain.Cohorts;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;
using QRCoder;

namespace FibreCentre.Api.Features.Certificates;

/// <summary>
/// A certificate as a PDF: one A4 page, tagged (ISO 32000-1, 14.8; ISO 14289-1) so that a screen reader reads its heading, paragraphs, list and figure in order, in its language.
/// Lengths are points of 1/72 inch.
/// </summary>
internal sealed class CertificateDocument : IDisposable
{
    public const string MediaType = "application/pdf";

    private const double Margin = 43, Inner = Margin + 28;   // the margin prints on every printer: 15 mm

    /// <summary>What the foot takes, and what of it the QR code may.</summary>
    private const double FootHeight = 150, CodeMost = 108, CodeModule = 3;

    private const double UnitIndent = 34;

    private static readonly XStringFormat Centred = XStringFormats.TopCenter, Left = XStringFormats.TopLeft;

    private readonly PdfDocument _document = new();
    private readonly XGraphics _page;
    private readonly StructureBuilder _tags;
    private readonly double _width, _height;
    private double _y = Margin + 26;

    static CertificateDocument() => GlobalFontSettings.FontResolver ??= new DocumentFonts();

    private CertificateDocument(string title, string author)
    {
        // Tagging has to begin before the first page.
        var access = UAManager.ForDocument(_document);
        access.SetDocumentLanguage("en-GB");
        (_document.Info.Title, _document.Info.Author, _document.ViewerPreferences.DisplayDocTitle) = (title, author, true);
        var page = _document.AddPage();
        page.Size = PdfSharp.PageSize.A4;
        (_width, _height) = (page.Width.Point, page.Height.Point);
        _page = XGraphics.FromPdfPage(page);
        _tags = access.StructureBuilder;
    }

    private double Across => _width - (2 * Inner);

    /// <summary>The certificate as a file.</summary>
    /// <param name="certificate">Whatever its state: one that does not count says so at the top.</param>
    /// <param name="checkAddress">Where anyone can check it, in full; the QR code says the same.</param>
    public static byte[] Of(CertificateAnswer certificate, string checkAddress)
    {
        using var document = new CertificateDocument($"Certificate {certificate.Number}", certificate.IssuedBy);
        document.Draw(certificate, checkAddress);
        using var file = new MemoryStream();
        document._document.Save(file);
        return file.ToArray();
    }

    public void Dispose()
    {
        _page.Dispose();
        _document.Dispose();
    }

    private void Draw(CertificateAnswer certificate, string checkAddress)
    {
        Frame();
        _tags.BeginElement(PdfGroupingElementTag.Article);
        List<Line> lines =
        [
            .. certificate.WhyItDoesNotCount() is { } why ? [new Line(PdfBlockLevelElementTag.Paragraph, why, 13, Bold: true, After: 14)] : Array.Empty<Line>(),
            new(PdfBlockLevelElementTag.Paragraph, certificate.IssuedBy, 14, Bold: true, After: 26),
            new(PdfBlockLevelElementTag.Heading1, "Certificate of competence", 28, Bold: true, After: 26),
            new(PdfBlockLevelElementTag.Paragraph, "This is to certify that", 13, Bold: false, After: 8),
            new(PdfBlockLevelElementTag.Paragraph, certificate.HolderName, 26, Bold: true, After: 10),
            new(PdfBlockLevelElementTag.Paragraph, "was assessed as competent in every unit of", 13, Bold: false, After: 8),
            new(PdfBlockLevelElementTag.Paragraph, $"{certificate.Course} {certificate.CourseTitle}", 18, Bold: true, After: 26),
            new(PdfBlockLevelElementTag.Heading2, "Units", 13, Bold: true, After: 6),
        ];
        var (room, foot) = (_height - Inner - FootHeight - 20 - _y, Facts(certificate).ToList());
        var scale = Largest(scale => lines.Sum(line => Height(line.Text, line.Size * scale, line.Bold, Across) + (line.After * scale)) + certificate.Units.Sum(unit => Height(unit, UnitSize * scale, bold: false, Across - UnitIndent)) <= room);
        foreach (var line in lines) Block(line, scale);
        Units(certificate.Units, scale);
        Foot(foot, Largest(scale => foot.Sum(fact => Height(fact.What, 10 * scale, bold: false, FactWidth) + Height(fact.Value, 11 * scale, bold: true, FactWidth) + (6 * scale)) <= FootHeight), checkAddress);
        _tags.End();
    }

    /// <param name="Size">Of the letters, and <paramref name="After"/> the room below, where there is room enough.</param>
    private sealed record Line(PdfBlockLevelElementTag Tag, string Text, double Size, bool Bold, double After);

    private const double UnitSize = 11;

    private double FactWidth => (Across / 2) - 12;

    /// <summary>As large as the room allows, so that a long name or a long course still fits its page.</summary>
    private static double Largest(Func<double, bool> fits) => Enumerable.Range(0, 45).Select(step => 1 - (step * 0.02)).FirstOrDefault(fits, 0.12);

    private double Height(string text, double size, bool bold, double width)
    {
        var font = Font(size, bold);
        return Lines(text, font, width).Count * font.GetHeight();
    }

    /// <summary>A double frame: an ornament, which a screen reader passes over.</summary>
    private void Frame()
    {
        _tags.BeginArtifact();
        _page.DrawRectangle(new XPen(XColors.Black, 1.4), Margin, Margin, _width - (2 * Margin), _height - (2 * Margin));
        _page.DrawRectangle(new XPen(XColors.Black, 0.6), Margin + 4, Margin + 4, _width - (2 * Margin) - 8, _height - (2 * Margin) - 8);
        _tags.End();
    }

    private void Block(Line line, double scale)
    {
        _tags.BeginElement(line.Tag);
        _y = Write(line.Text, Font(line.Size * scale, line.Bold), Inner, _y, Across, Centred) + (line.After * scale);
        _tags.End();
    }

    private void Units(IReadOnlyList<string> units, double scale)
    {
        var font = Font(UnitSize * scale);
        // Under the centred lines above: as a whole in the middle, each from the left.
        var left = Inner + UnitIndent + Math.Max(0, (Across - UnitIndent - units.SelectMany(unit => Lines(unit, font, Across - UnitIndent)).Select(line => _page.MeasureString(line, font).Width).DefaultIfEmpty().Max()) / 2) - 10;
        _tags.BeginElement(PdfBlockLevelElementTag.List);
        foreach (var unit in units)
        {
            _tags.BeginElement(PdfBlockLevelElementTag.ListItem);
            _tags.BeginElement(PdfBlockLevelElementTag.Label);
            Write("•", font, left - 14, _y, 12, Left);
            _tags.End();
            _tags.BeginElement(PdfBlockLevelElementTag.ListBody);
            _y = Write(unit, font, left, _y, Across - UnitIndent, Left);
            _tags.End();
            _tags.End();
        }
        _tags.End();
    }

    private void Foot(IReadOnlyList<(string What, string Value)> facts, double scale, string checkAddress)
    {
        var (top, half) = (_height - Inner - FootHeight, Across / 2);
        _tags.BeginArtifact();
        _page.DrawLine(new XPen(XColors.Gray, 0.6), Inner, top - 12, _width - Inner, top - 12);
        _tags.End();
        var y = top;
        foreach (var (what, value) in facts)
        {
            _tags.BeginElement(PdfBlockLevelElementTag.Paragraph);
            y = Write(what, Font(10 * scale), Inner, y, FactWidth, Left);
            y = Write(value, Font(11 * scale, bold: true), Inner, y, FactWidth, Left) + (6 * scale);
            _tags.End();
        }
        var side = Code(checkAddress, Inner + half, top);
        var words = $"Check it: scan the code, or go to {checkAddress}";
        _tags.BeginElement(PdfBlockLevelElementTag.Paragraph);
        Write(words, Font(9 * Largest(scale => Height(words, 9 * scale, bold: false, half) <= FootHeight - side - 6)), Inner + half, top + side + 6, half, Left);
        _tags.End();
    }

    private static IEnumerable<(string What, string Value)> Facts(CertificateAnswer certificate) =>
    [
        ("Number", certificate.Number),
        ("Achieved", CohortErrors.Day(certificate.AchievedOn)),
        ("Valid until", certificate.ExpiresOn is { } last ? CohortErrors.Day(last) : "Does not expire"),
        ("Employer", certificate.Provider),
    ];

    /// <returns>Its side.</returns>
    private double Code(string address, double x, double y)
    {
        // Level Q: a quarter of it may be smudged, as paper on a site gets.
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.Q);
        var quiet = 4;   // modules that QRCoder leaves white around; here the paper does
        var rows = code.ModuleMatrix.Skip(quiet).SkipLast(quiet).ToList();
        var module = Math.Min(CodeModule, CodeMost / rows.Count);
        var side = rows.Count * module;
        _tags.BeginElement(PdfIllustrationElementTag.Figure, "QR code with the address at which this certificate can be checked", new XRect(x, y, side, side));
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = quiet; column < rows[row].Count - quiet; column++)
            {
                if (rows[row][column]) _page.DrawRectangle(XBrushes.Black, x + ((column - quiet) * module), y + (row * module), module, module);
            }
        }
        _tags.End();
        return side;
    }

    /// <returns>The height below the last line.</returns>
    private double Write(string text, XFont font, double x, double y, double width, XStringFormat format)
    {
        foreach (var line in Lines(text, font, width))
        {
            _page.DrawString(line, font, XBrushes.Black, new XRect(x, y, width, font.GetHeight()), format);
            y += font.GetHeight();
        }
        return y;
    }

    /// <summary>Broken between words, and within a word that is longer than a line: after a hyphen where it has one.</summary>
    private List<string> Lines(string text, XFont font, double width)
    {
        List<string> lines = [""];
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var rest = word;
            if (lines[^1].Length > 0 && !Fits($"{lines[^1]} {rest}")) lines.Add("");
            while (!Fits(rest))
            {
                var most = Enumerable.Range(1, rest.Length).TakeWhile(length => Fits(rest[..length])).LastOrDefault(1);
                if (rest.LastIndexOf('-', most - 1) is > 0 and var hyphen) most = hyphen + 1;
                lines[^1] = rest[..most];
                lines.Add("");
                rest = rest[most..];
            }
            lines[^1] = lines[^1].Length == 0 ? rest : $"{lines[^1]} {rest}";
        }
        return lines;

        bool Fits(string line) => _page.MeasureString(line, font).Width <= width;
    }

    private static XFont Font(double size, bool bold = false) => new(DocumentFonts.Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);

    /// <summary>The fonts that are built in: the same page on every machine.</summary>
    private sealed class DocumentFonts : IFontResolver
    {
        public const string Family = "Noto Sans";

        public FontResolverInfo ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? "fonts/bold" : "fonts/regular");

        public byte[] GetFont(string faceName)
        {
            using var font = typeof(DocumentFonts).Assembly.GetManifestResourceStream(faceName) ?? throw new InvalidOperationException($"The font {faceName} was not built in.");
            var bytes = new byte[font.Length];
            font.ReadExactly(bytes);
            return bytes;
        }
    }
}
