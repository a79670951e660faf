using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace SqlInference.Training.Forecasts;

/// <summary>
/// Exponential smoothing in its state space form with additive errors (Hyndman, Koehler, Snyder and Grose 2002), with up to two seasons
/// and errors that linger (Taylor 2003; De Livera, Hyndman and Snyder 2011): a level, a trend that may fade, and a value for each step of
/// each season, all moved by a share of every deviation. The shares are those with which forecasts of the values that are known have the
/// least squared error.
/// </summary>
/// <param name="season">1 where there is none.</param>
/// <param name="part">A season that the other holds several times; 1 where there is none.</param>
sealed class ExponentialSmoothing(Trend trend, int season, int part = 1) : ForecastMethod(season)
{
    const int MostTrials = 600;

    public override string Name => Seasonally(trend switch
    {
        Trend.None => "exponential smoothing",
        Trend.Lasting => "exponential smoothing with a trend",
        _ => "exponential smoothing with a fading trend",
    }, part);

    public override int Fewest => Math.Max(2 * Season, 4) + 4;

    public override Forecast Continue(ReadOnlySpan<double> values, int horizon, CancellationToken cancellation)
    {
        var known = values.ToArray();
        var start = SmoothingState.Before(known, trend, part, Season);
        var (best, least) = (Shares(Vector<double>.Build.Dense(Start)), double.PositiveInfinity);
        var objective = ObjectiveFunction.Value(point =>
        {
            cancellation.ThrowIfCancellationRequested();
            var shares = Shares(point);
            var error = start.Copy().Run(known, horizon, shares);
            if (error < least)
                (best, least) = (shares, error);
            return double.IsFinite(error) ? error : double.MaxValue;
        });
        try
        {
            NelderMeadSimplex.Minimum(objective, Vector<double>.Build.Dense(Start), 1e-6, MostTrials);
        }
        catch (MaximumIterationsException)
        {
            // The best so far is good enough.
        }

        var state = start.Copy();
        var variance = state.Run(known, horizon, best);
        return state.Continue(horizon, best, variance);
    }

    // Of the level, what lingers, the trend, the seasons and the fading, in this order where they are there.
    double[] Start =>
    [
        -2, 0,
        .. trend == Trend.None ? (double[])[] : [-3],
        .. Season > 1 ? (double[])[-2] : [],
        .. part > 1 ? (double[])[-2] : [],
        .. trend == Trend.Fading ? (double[])[1] : [],
    ];

    /// <summary>Any point stands for shares that keep the state stable.</summary>
    SmoothingShares Shares(Vector<double> point)
    {
        var at = 0;
        var level = Between(0.0001, 0.9999, point[at++]);
        var lingering = Between(0, 0.98, point[at++]);
        var slope = trend == Trend.None ? 0 : level * Between(0, 1, point[at++]);
        var season = Season > 1 ? (1 - level) * Between(0, 1, point[at++]) : 0;
        var ofPart = part > 1 ? (1 - level - season) * Between(0, 1, point[at++]) : 0;
        var fading = trend switch { Trend.None => 0, Trend.Lasting => 1, _ => Between(0.8, 0.98, point[at]) };
        return new(level, slope, ofPart, season, fading, lingering);
    }

    static double Between(double low, double high, double any) => low + (high - low) / (1 + Math.Exp(-any));
}
