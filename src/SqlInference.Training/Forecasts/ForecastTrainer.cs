using SqlInference.Training.Automatic;

namespace SqlInference.Training.Forecasts;

/// <summary>
/// Finds for each series the method that forecasts its own past best: the last steps, of which each method knows nothing, are forecast
/// from what came before them, up to fourteen times; then the best learns from all.
/// </summary>
public sealed class ForecastTrainer(ForecastRequest request)
{
    public const string ModelType = "forecast";

    const int MostTrials = 14;

    readonly IReadOnlyList<int> _seasons = request.Frequency.Seasons();
    readonly Dictionary<string, MethodRecord> _records = [];
    readonly ForecastErrors _errors = new();

    IReadOnlyList<double> Quantiles => request.Quantiles.Count > 0 ? request.Quantiles : [0.5];

    public TrainedForecast Train(IReadOnlyList<TimeSeries> series, IProgress<double>? progress, CancellationToken cancellation)
    {
        var items = new ItemForecast[series.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Continue(series[i], cancellation);
            progress?.Report((i + 1.0) / items.Length);
        }

        var candidates = _records
            .Select(record => new CandidateResult(record.Key, ModelType, request.Objective.Metric, request.Objective.Of(record.Value.Errors), record.Value.Seconds, (double)record.Value.Chosen / items.Length))
            .OrderByDescending(candidate => candidate.Share).ThenBy(candidate => candidate.Value);
        return new(request.Frequency, items, [.. ForecastObjective.All.Select(objective => (objective.Metric, objective.Of(_errors)))], [.. candidates]);
    }

    ItemForecast Continue(TimeSeries series, CancellationToken cancellation)
    {
        var values = series.Values;
        var scale = Scale(values);
        var trials = Math.Clamp(values.Length / 2 / request.Horizon, 1, MostTrials);
        var tried = Methods().Where(method => method.Fewest <= values.Length - trials * request.Horizon).Select(method => Try(method, values, scale, trials, cancellation)).ToList();
        var (smoothing, naive) = (Best(tried.Where(each => each.Method is ExponentialSmoothing)), Best(tried.Where(each => each.Method is SeasonalNaive)));
        if (smoothing is not null && naive is not null)
            tried.Add(Judge(new MeanOfTwo(smoothing.Method, naive.Method), [.. smoothing.Forecasts.Zip(naive.Forecasts, MeanOfTwo.Of)], values, scale, TimeSpan.Zero));
        var best = Best(tried)!;
        Record(best.Method).Chosen++;
        _errors.Add(best.Errors);
        return new(series.Item, request.Frequency.After(series.First, values.Length - 1), best.Method.Name, best.Method.Continue(values, request.Horizon, cancellation));
    }

    /// <summary>Has a method forecast the last steps, of which it knows nothing, from what came before them.</summary>
    Trial Try(ForecastMethod method, double[] values, double scale, int trials, CancellationToken cancellation)
    {
        var start = request.Clock.GetTimestamp();
        var forecasts = new Forecast[trials];
        for (var trial = 0; trial < trials; trial++)
            forecasts[trial] = method.Continue(values.AsSpan(0, Known(values, trials, trial)), request.Horizon, cancellation);
        return Judge(method, forecasts, values, scale, request.Clock.GetElapsedTime(start));
    }

    Trial Judge(ForecastMethod method, Forecast[] forecasts, double[] values, double scale, TimeSpan took)
    {
        var errors = new ForecastErrors();
        for (var trial = 0; trial < forecasts.Length; trial++)
            errors.Add(forecasts[trial], values.AsSpan(Known(values, forecasts.Length, trial), request.Horizon), Quantiles, scale);
        Record(method).Add(errors, took);
        return new(method, forecasts, errors);
    }

    int Known(double[] values, int trials, int trial) => values.Length - (trials - trial) * request.Horizon;

    Trial? Best(IEnumerable<Trial> trials) => trials.MinBy(trial => request.Objective.Of(trial.Errors));

    IEnumerable<ForecastMethod> Methods()
    {
        foreach (var season in _seasons.Append(1))
        {
            yield return new SeasonalNaive(season);
            foreach (var trend in Enum.GetValues<Trend>())
                yield return new ExponentialSmoothing(trend, season);
        }

        if (_seasons is [var part, var whole])
        {
            foreach (var trend in Enum.GetValues<Trend>())
                yield return new ExponentialSmoothing(trend, whole, part);
        }
    }

    /// <summary>What the last season, taken again, is wrong by.</summary>
    double Scale(double[] values)
    {
        var season = _seasons.Append(1).First(season => values.Length > 2 * season);
        var sum = 0.0;
        for (var i = season; i < values.Length; i++)
            sum += Math.Abs(values[i] - values[i - season]);
        return sum > 0 ? sum / (values.Length - season) : 1;
    }

    MethodRecord Record(ForecastMethod method)
    {
        if (!_records.TryGetValue(method.Name, out var record))
            _records.Add(method.Name, record = new());
        return record;
    }

    sealed record Trial(ForecastMethod Method, Forecast[] Forecasts, ForecastErrors Errors);

    sealed class MethodRecord
    {
        public ForecastErrors Errors { get; } = new();

        public double Seconds { get; private set; }

        public int Chosen { get; set; }

        public void Add(ForecastErrors errors, TimeSpan took)
        {
            Errors.Add(errors);
            Seconds += took.TotalSeconds;
        }
    }
}
