using System.Globalization;

namespace SqlInference.Service;

/// <summary>What SETTINGS (PERCENTILES …) asks a forecast for, in its order.</summary>
/// <param name="Column">The column's name: <c>p50</c>, <c>mean</c>.</param>
/// <param name="Share">Null for the mean.</param>
public readonly record struct Percentile(string Column, double? Share)
{
    public static Percentile Parse(string text)
    {
        if (text == "mean")
            return new(text, null);
        var share = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return new("p" + (share * 100).ToString("0.############", CultureInfo.InvariantCulture).Replace('.', '_'), (double)share);
    }
}
