using System.Globalization;
using System.Text;

namespace FibreCentre.Otdr.Drawing;

/// <summary>Writes elements and attributes; numbers as SVG wants them, text so that it stays text.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new(64 << 10);

    public Svg Markup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public Svg Attribute(string name, double value)
    {
        _text.Append(' ').Append(name).Append("=\"");
        Number(value);
        _text.Append('"');
        return this;
    }

    public Svg Attribute(string name, string value)
    {
        _text.Append(' ').Append(name).Append("=\"");
        Escaped(value);
        _text.Append('"');
        return this;
    }

    public Svg Content(string content)
    {
        Escaped(content);
        return this;
    }

    public Svg Text(double x, double y, string content, string anchor = "middle", double size = 13)
    {
        Markup("<text").Attribute("x", x).Attribute("y", y).Attribute("text-anchor", anchor).Attribute("font-size", size).Markup(">");
        Escaped(content);
        return Markup("</text>");
    }

    public Svg Line(double x1, double y1, double x2, double y2, string attributes) =>
        Markup("<line").Attribute("x1", x1).Attribute("y1", y1).Attribute("x2", x2).Attribute("y2", y2).Markup(attributes).Markup("/>");

    public Svg Point(char command, double x, double y)
    {
        _text.Append(command);
        Number(x);
        _text.Append(' ');
        Number(y);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>To a tenth, without a needless ".0".</summary>
    private void Number(double value)
    {
        var tenths = (long)Math.Round(value * 10);
        if (tenths < 0)
            _text.Append('-');
        _text.Append(CultureInfo.InvariantCulture, $"{Math.Abs(tenths / 10)}");
        if (tenths % 10 != 0)
            _text.Append('.').Append((char)('0' + Math.Abs(tenths % 10)));
    }

    // Control characters and half surrogates have no place in XML, not even escaped.
    private void Escaped(string content)
    {
        foreach (var rune in content.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                < 0x20 and not ('\t' or '\n' or '\r') => _text.Append(' '),
                0xFFFE or 0xFFFF => _text.Append('\uFFFD'),
                _ => _text.Append(rune.ToString()),
            };
        }
    }
}
