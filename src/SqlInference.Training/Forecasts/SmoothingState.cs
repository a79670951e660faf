namespace SqlInference.Training.Forecasts;

/// <summary>The level, the trend, the seasons and the last deviation of a series as of one of its values.</summary>
sealed class SmoothingState
{
    // How many seasons the first state is read from, and of a series without seasons how many values.
    const int FirstSeasons = 3, FirstValues = 10;

    readonly double[] _short, _long;
    double _level, _slope, _deviation;
    int _atShort, _atLong;

    SmoothingState(double level, double slope, double[] shortSeason, double[] longSeason) => (_level, _slope, _short, _long) = (level, slope, shortSeason, longSeason);

    /// <summary>The state before the first value, as the first of them have it.</summary>
    /// <param name="shortSeason">1 where there is none; else a part of the long season.</param>
    /// <param name="longSeason">1 where there is none.</param>
    public static SmoothingState Before(double[] values, Trend trend, int shortSeason, int longSeason)
    {
        var season = Math.Max(shortSeason, longSeason);
        var count = season > 1 ? season * Math.Min(FirstSeasons, values.Length / season) : Math.Min(FirstValues, values.Length);
        var (level, slope) = trend == Trend.None ? (values.Take(count).Average(), 0) : season > 1 ? Seasons(values, season) : Line(values.AsSpan(0, count));
        var whole = new double[season];
        if (season > 1)
        {
            for (var i = 0; i < count; i++)
                whole[i % season] += (values[i] - level - slope * (i + 1)) / (count / season);
            level += Centre(whole);
        }

        var part = shortSeason > 1 ? Part(whole, shortSeason) : [0];
        return new(level, slope, part, longSeason > 1 ? whole : [0]);
    }

    public SmoothingState Copy() => new(_level, _slope, (double[])_short.Clone(), (double[])_long.Clone());

    /// <summary>
    /// Goes through values, forecasts every so many of them from what came before, and answers the mean squared error of these forecasts:
    /// what is best for the next step alone follows every whim of it.
    /// </summary>
    public double Run(double[] values, int horizon, in SmoothingShares shares)
    {
        var (level, slope, deviation) = (_level, _slope, _deviation);
        var (atShort, atLong) = (_atShort, _atLong);
        var (first, second) = (_short, _long);
        var (firstThen, secondThen) = ((double[])first.Clone(), (double[])second.Clone());
        var (expected, expectedSlope, lingers, sum) = (level, slope, deviation, 0.0);
        // The first state was read from the first season.
        var begin = values.Length > 2 * second.Length ? second.Length : 0;
        for (int i = 0, ahead = 0; i < values.Length; i++, ahead++)
        {
            if (ahead == horizon || i == begin)
            {
                (ahead, expected, expectedSlope, lingers) = (0, level, slope, deviation);
                first.CopyTo(firstThen, 0);
                second.CopyTo(secondThen, 0);
            }

            var value = values[i];
            expectedSlope *= shares.Fading;
            expected += expectedSlope;
            lingers *= shares.Lingering;
            if (i >= begin)
            {
                var error = value - expected - firstThen[atShort] - secondThen[atLong] - lingers;
                sum += error * error;
            }

            var moved = level + shares.Fading * slope;
            deviation = value - moved - first[atShort] - second[atLong];
            level = moved + shares.Level * deviation;
            slope = shares.Fading * slope + shares.Slope * deviation;
            first[atShort] += shares.Short * deviation;
            second[atLong] += shares.Long * deviation;
            if (++atShort == first.Length)
                atShort = 0;
            if (++atLong == second.Length)
                atLong = 0;
        }

        (_level, _slope, _deviation, _atShort, _atLong) = (level, slope, deviation, atShort, atLong);
        return sum / (values.Length - begin);
    }

    /// <param name="variance">Of the steps of a forecast on the whole; how it grows from step to step follows from the shares.</param>
    public Forecast Continue(int horizon, in SmoothingShares shares, double variance)
    {
        var (mean, deviation) = (new double[horizon], new double[horizon]);
        // What a deviation leaves in what is expected so many steps later.
        var left = new double[horizon + 1];
        var (faded, power, lingering, spread) = (0.0, 1.0, 1.0, 0.0);
        for (var step = 1; step <= horizon; step++)
        {
            power *= shares.Fading;
            faded += power;
            left[step] = shares.Level + shares.Slope * faded + (step % _short.Length == 0 ? shares.Short : 0) + (step % _long.Length == 0 ? shares.Long : 0);
            // A surprise is a deviation, which lingers for a while and moves the state all the time. What is left of small shares vanishes,
            // so that powers are made from the largest on.
            var (response, still) = (0.0, 1.0);
            for (var ago = step - 1; ago > 0; ago--)
            {
                response += still * left[ago];
                still *= shares.Lingering;
            }

            response += still;
            spread += response * response;
            deviation[step - 1] = spread;
            lingering *= shares.Lingering;
            mean[step - 1] = _level + faded * _slope + _short[(_atShort + step - 1) % _short.Length] + _long[(_atLong + step - 1) % _long.Length] + lingering * _deviation;
        }

        var unit = variance / deviation.Average();
        for (var step = 0; step < horizon; step++)
            deviation[step] = Math.Sqrt(unit * deviation[step]);
        return new(mean, deviation);
    }

    /// <summary>The mean of each step of a short season over the long one, from which it is taken.</summary>
    static double[] Part(double[] whole, int season)
    {
        var part = new double[season];
        for (var i = 0; i < whole.Length; i++)
            part[i % season] += whole[i] / (whole.Length / season);
        for (var i = 0; i < whole.Length; i++)
            whole[i] -= part[i % season];
        return part;
    }

    static double Centre(double[] season)
    {
        var mean = season.Average();
        for (var i = 0; i < season.Length; i++)
            season[i] -= mean;
        return mean;
    }

    /// <summary>The line through the means of the first two seasons.</summary>
    static (double Level, double Slope) Seasons(double[] values, int season)
    {
        var (first, second) = (values.Take(season).Average(), values.Skip(season).Take(season).Average());
        var slope = (second - first) / season;
        return (first - slope * (season + 1) / 2, slope);
    }

    /// <summary>The line with the least squares; the first value is at 1.</summary>
    static (double Level, double Slope) Line(ReadOnlySpan<double> values)
    {
        var (middle, mean, above, below) = ((values.Length + 1) / 2.0, 0.0, 0.0, 0.0);
        foreach (var value in values)
            mean += value / values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            above += (i + 1 - middle) * (values[i] - mean);
            below += (i + 1 - middle) * (i + 1 - middle);
        }

        var slope = below > 0 ? above / below : 0;
        return (mean - slope * middle, slope);
    }
}
