using System.Globalization;

namespace SqlInference.Cli.Plot;

/// <summary>Round numbers along a vertical axis: steps of 1, 2 or 5 times a power of ten.</summary>
sealed class ValueTicks
{
    readonly double _step;

    public ValueTicks(double lowest, double highest, int about)
    {
        if (lowest == highest)
            (lowest, highest) = (lowest - 1, highest + 1);
        var rough = (highest - lowest) / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        _step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        Lowest = Math.Floor(lowest / _step) * _step;
        Highest = highest + (highest - Lowest) * 0.04;
    }

    /// <summary>The ends of the axis: a tick below all values, and a little more than the highest.</summary>
    public double Lowest { get; }

    public double Highest { get; }

    public IEnumerable<double> Values()
    {
        var count = (int)Math.Floor((Highest - Lowest) / _step);
        for (var i = 0; i <= count; i++)
            yield return Lowest + i * _step;
    }

    public string Text(double value) => value.ToString(
        Math.Abs(value) >= 1e12 ? "0.##e0" : $"N{Math.Clamp(-(int)Math.Floor(Math.Log10(_step)), 0, 9)}", CultureInfo.InvariantCulture);
}
