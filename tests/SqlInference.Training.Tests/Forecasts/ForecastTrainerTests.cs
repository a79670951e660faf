using System.Globalization;
using SqlInference.Training.Forecasts;

namespace SqlInference.Training.Tests.Forecasts;

public sealed class ForecastTrainerTests
{
    static readonly Frequency HalfHour = Frequency.Parse("30min");

    static readonly double[] Passengers =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "nyc_taxi.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];

    static TrainedForecast Train(double[] values, string frequency, int horizon, string objective = "AverageWeightedQuantileLoss") =>
        new ForecastTrainer(new(Frequency.Parse(frequency), horizon, [0.1, 0.5, 0.9], ForecastObjective.Find(objective)!, TimeProvider.System))
            .Train([new("x", 0, values)], null, default);

    [Fact]
    public void Days_of_taxi_rides_are_foretold_better_than_by_the_day_or_week_before()
    {
        var (ours, day, week, inside) = (0.0, 0.0, 0.0, 0);
        // Of three days in autumn each knows all that was before it.
        int[] starts = [92 * 48, 109 * 48, 127 * 48];
        foreach (var start in starts)
        {
            var forecast = Train(Passengers[..start], "30min", 48).Items.Single().Forecast;
            var (low, median, high) = (forecast.Quantile(0.1), forecast.Quantile(0.5), forecast.Quantile(0.9));
            for (var step = 0; step < 48; step++)
            {
                var actual = Passengers[start + step];
                ours += Math.Abs(actual - median[step]);
                day += Math.Abs(actual - Passengers[start + step - 48]);
                week += Math.Abs(actual - Passengers[start + step - 336]);
                inside += actual >= low[step] && actual <= high[step] ? 1 : 0;
            }
        }

        Assert.InRange(ours / week, 0, 0.9);
        Assert.InRange(ours / day, 0, 0.7);
        Assert.InRange(inside / 144.0, 0.7, 1);
    }

    [Fact]
    public void A_line_goes_on_and_a_season_comes_again()
    {
        double[] values = [.. Enumerable.Range(0, 120).Select(i => 100 + 2 * i + 30 * Math.Sin(i * Math.PI / 6))];
        var item = Train(values, "M", 12).Items.Single();
        Assert.Contains("season of 12", item.Method, StringComparison.Ordinal);
        for (var step = 0; step < 12; step++)
            Assert.Equal(100 + 2 * (120 + step) + 30 * Math.Sin(step * Math.PI / 6), item.Forecast.Mean[step], 1.0);
    }

    [Fact]
    public void What_wanders_is_expected_where_it_is_and_less_and_less_surely()
    {
        var random = new Random(3);
        var values = new double[400];
        for (var i = 1; i < values.Length; i++)
            values[i] = values[i - 1] + random.NextDouble() - 0.5;
        var forecast = Train(values, "Y", 20).Items.Single().Forecast;
        Assert.Equal(values[^1], forecast.Mean[0], 0.5);
        Assert.InRange(forecast.Deviation[19] / forecast.Deviation[0], 2, 8);
    }

    [Theory]
    [InlineData("WAPE")]
    [InlineData("RMSE")]
    [InlineData("MAPE")]
    [InlineData("MASE")]
    public void The_objective_decides(string objective)
    {
        var trained = Train(Passengers[..1000], "30min", 48, objective);
        Assert.All(trained.Candidates, candidate => Assert.Equal("validation:" + objective.ToLowerInvariant(), candidate.Metric));
        Assert.Equal(trained.Candidates.Min(candidate => candidate.Value), trained.Candidates[0].Value);
        Assert.Equal(1, trained.Candidates[0].Share);
        Assert.Equal(trained.Candidates[0].Value, trained.Metrics.Single(metric => metric.Key == trained.Candidates[0].Metric).Value, 9);
    }

    [Fact]
    public void The_median_of_constants_is_their_value()
    {
        var item = Train([.. Enumerable.Repeat(7.0, 30)], "D", 5).Items.Single();
        Assert.All(item.Forecast.Mean, value => Assert.Equal(7, value, 9));
        Assert.All(item.Forecast.Deviation, value => Assert.Equal(0, value, 6));
    }

    [Fact]
    public void Few_steps_are_enough()
    {
        for (var horizon = 1; horizon <= 8; horizon++)
        {
            var values = Enumerable.Range(0, ForecastRequest.FewestSteps(horizon)).Select(i => (double)i).ToArray();
            Assert.Equal(horizon, Train(values, "H", horizon).Items.Single().Forecast.Mean.Length);
        }
    }

    [Fact]
    public void The_file_gives_back_what_was_written()
    {
        var trained = Train(Passengers[..700], "30min", 48);
        using var stream = new MemoryStream();
        ForecastFile.Write(stream, trained);
        stream.Position = 0;
        var (frequency, items) = ForecastFile.Read(stream);
        Assert.Equal(HalfHour, frequency);
        var (before, after) = (trained.Items.Single(), items.Single());
        Assert.Equal((before.Item, before.Last, before.Method), (after.Item, after.Last, after.Method));
        Assert.Equal(before.Forecast.Mean, after.Forecast.Mean);
        Assert.Equal(before.Forecast.Deviation, after.Forecast.Deviation);
    }
}
