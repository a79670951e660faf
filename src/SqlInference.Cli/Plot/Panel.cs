namespace SqlInference.Cli.Plot;

/// <summary>One of the charts that share the time axis: where it stands, and how numbers become heights.</summary>
sealed class Panel
{
    readonly ValueTicks _ticks;

    public Panel(string name, double top, double height, IEnumerable<double> values, int ticks)
    {
        Name = name.Replace('_', ' ');
        Top = top;
        Height = height;
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(double.IsFinite))
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        // A series far from zero is drawn as such; one that comes near it is drawn from zero.
        if (lowest > 0 && lowest < highest / 2)
            lowest = 0;
        _ticks = lowest <= highest ? new(lowest, highest, ticks) : new(0, 1, ticks);
    }

    public string Name { get; }

    public double Top { get; }

    public double Height { get; }

    public double Bottom => Top + Height;

    public double Y(double value) => Bottom - (value - _ticks.Lowest) / (_ticks.Highest - _ticks.Lowest) * Height;

    public void DrawGrid(SvgWriter svg, Interval across)
    {
        foreach (var value in _ticks.Values())
        {
            svg.Line("grid", across.From, Y(value), across.To, Y(value));
            svg.Text(across.From - 8, Y(value) + 4.5, "right", _ticks.Text(value));
        }
    }
}
