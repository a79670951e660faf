using System.Globalization;
using System.Text;

namespace SqlInference.Cli.Plot;

/// <summary>Writes the elements a picture is made of. Coordinates are rounded to a tenth of a pixel.</summary>
sealed class SvgWriter
{
    readonly StringBuilder _text = new();

    public void Line(string text) => _text.Append(text).Append('\n');

    public void Text(double x, double y, string css, string text) =>
        Line($"<text class=\"{css}\" x=\"{Number(x)}\" y=\"{Number(y)}\">{Escape(text)}</text>");

    public void Line(string css, double x1, double y1, double x2, double y2) =>
        Line($"<path class=\"{css}\" d=\"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}\"/>");

    public void Rectangle(string css, double x, double y, double width, double height) =>
        Line($"<rect class=\"{css}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\"/>");

    /// <summary>A line through points; it is interrupted where one is NaN.</summary>
    public void Curve(string css, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var (x, y) in points)
        {
            if (!double.IsFinite(y))
            {
                pen = 'M';
                continue;
            }

            path.Append(pen).Append(Number(x)).Append(' ').Append(Number(y));
            pen = 'L';
        }

        Path(css, path);
    }

    /// <summary>A dot at each point: lines of next to no length whose round ends the style sheet makes visible. Dots that coincide are drawn once.</summary>
    public void Dots(string css, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        foreach (var dot in points.Select(point => $"M{Number(point.X)} {Number(point.Y)}h.01").Distinct())
            path.Append(dot);
        Path(css, path);
    }

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                // XML has no way to hold control characters.
                < ' ' or 0xFFFE or 0xFFFF => escaped.Append(' '),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    public override string ToString() => _text.ToString();

    void Path(string css, StringBuilder path)
    {
        if (path.Length > 0)
            Line($"<path class=\"{css}\" d=\"{path}\"/>");
    }

    static string Number(double number) => Math.Round(number, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
