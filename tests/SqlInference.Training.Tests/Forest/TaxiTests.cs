using System.Globalization;
using SqlInference.Training.Forest;

namespace SqlInference.Training.Tests.Forest;

/// <summary>
/// AWS's introductory notebook: half-hourly taxi passengers, 50 trees of 512 samples asked. Its published count of
/// anomalies is 236, one draw from a distribution that another seed moves by about 16.
/// </summary>
public sealed class TaxiTests
{
    static readonly double[] Passengers =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "nyc_taxi.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];

    static readonly ForestOptions Options = new() { NumTrees = 50, NumSamplesPerTree = 512 };

    [Fact]
    public void As_many_rows_stand_out_as_AWS_published()
    {
        var (forest, report) = Training.Train(Options, [Training.Nullable(Passengers)]);
        var scores = Training.Score(forest, Passengers);

        Assert.Equal((10320, 0, 50, 206), (report.RowsRead, report.RowsLeftOut, report.Trees, report.SamplesPerTree));
        var mean = scores.Average();
        var deviation = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Length - 1));
        Assert.InRange(scores.Count(score => score > mean + 3 * deviation), 200, 280);

        // The report's figures are over the rows that the trees saw, here all but the last 20.
        Assert.Equal(mean, report.MeanScore, 1e-2);
        Assert.Equal(deviation, report.ScoreDeviation, 1e-2);
    }

    [Fact]
    public void Scores_are_those_that_AWS_published()
    {
        var (forest, _) = Training.Train(Options, [Training.Nullable(Passengers)]);
        double[] passengers = [10844, 8127, 6210, 4656, 3820, 27598, 26827, 29985];
        double[] published = [0.943025, 0.949037, 0.961703, 0.851480, 0.894886, 2.111130, 1.740207, 3.113783];

        var squares = Training.Score(forest, passengers).Zip(published, (ours, theirs) => (ours - theirs) * (ours - theirs));

        Assert.InRange(Math.Sqrt(squares.Average()), 0, 0.08);
    }

    [Fact]
    public void Trees_take_consecutive_blocks_of_the_rows()
    {
        var (forest, _) = Training.Train(Options, [Training.Nullable(Passengers)]);
        for (var tree = 0; tree < 50; tree++)
        {
            var block = Passengers.Skip(206 * tree).Take(206).Distinct().Order().Select(value => (float)value);
            Assert.Equal(block, forest.Trees[tree].Points);
        }
    }
}
