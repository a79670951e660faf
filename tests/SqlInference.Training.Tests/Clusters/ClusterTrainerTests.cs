using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Automatic;
using SqlInference.Training.Clusters;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Tests.Clusters;

/// <summary>K-means on data that it ships with, beside scikit-learn's, and on data made for the purpose.</summary>
public sealed class ClusterTrainerTests
{
    static readonly TrainingTable Abalone = NumberTable.Abalone();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(20)]
    public void Clusters_are_as_tight_as_scikit_learns(int clusters)
    {
        using var fixture = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "abalone_kmeans.json")));
        var theirs = fixture.RootElement.GetProperty($"{clusters}");
        var ours = Train(Abalone, new() { Count = clusters });

        Assert.InRange(Metric(ours, "train:msd") / theirs.GetProperty("msd").GetDouble(), 0.98, 1.001);
        if (clusters > 1)
            Assert.Equal(theirs.GetProperty("silhouette").GetDouble(), Metric(ours, "train:silhouette"), 0.02);
    }

    [Fact]
    public void Seeding_far_apart_beats_seeding_at_random_and_both_beat_one_cluster()
    {
        var one = Metric(Train(Abalone, new() { Count = 1 }), "train:msd");
        var (apart, atRandom) = (Mean(false), Mean(true));

        Assert.True(apart < 0.985 * atRandom, $"{apart} and {atRandom}");
        Assert.True(atRandom < 0.2 * one);

        double Mean(bool isRandom) => Enumerable.Range(1, 8)
            .Average(seed => Metric(Train(Abalone, new() { Count = 8, Trials = 1, SeedsAtRandom = isRandom }, new() { Seed = (ulong)seed }), "train:msd"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_clusters_whatever_the_threads()
    {
        var settings = new KMeansSettings { Count = 6, Trials = 2 };
        Assert.Equal(Centres(Train(Abalone, settings, new() { Seed = 7 })), Centres(Train(Abalone, settings, new() { Seed = 7, Threads = 3 })));
        Assert.NotEqual(Centres(Train(Abalone, settings, new() { Seed = 7 })), Centres(Train(Abalone, settings, new() { Seed = 8 })));
    }

    [Fact]
    public void Heaps_that_lie_apart_are_found_the_largest_first()
    {
        var model = Train(NumberTable.Of([.. Heap(10, 0, 0), .. Heap(40, 100, 0), .. Heap(25, 0, 100)]), new() { Count = 3 });
        Assert.Equal(Enumerable.Repeat(2L, 10).Concat(Enumerable.Repeat(0L, 40)).Concat(Enumerable.Repeat(1L, 25)),
            Answers(model, [.. Heap(10, 0, 0), .. Heap(40, 100, 0), .. Heap(25, 0, 100)]).Select(answer => answer.Cluster));
        Assert.InRange(Metric(model, "train:silhouette"), 0.9, 1);
    }

    [Fact]
    public void What_is_missing_counts_as_the_mean()
    {
        // Of two heaps, one has its second number missing now and then.
        var model = Train(NumberTable.Of([.. Heap(60, 0, 50), .. Heap(60, 100, 50).Select((row, i) => i % 3 == 0 ? [row[0], double.NaN] : row)]), new() { Count = 2 });
        var answers = Answers(model, [[0, double.NaN], [100, double.NaN], [double.NaN, double.NaN]]);
        Assert.NotEqual(answers[0].Cluster, answers[1].Cluster);
        Assert.All(answers, answer => Assert.True(double.IsFinite(answer.Distance)));
    }

    [Theory]
    [InlineData("""[{"ColumnSet": ["c1", "c2"], "Transformers": ["NumericPassthrough"]}]""", 60)]
    [InlineData("""[{"ColumnSet": ["c1", "c2"], "Transformers": ["MinMax"]}]""", 0.6)]
    public void Distances_are_in_the_unit_that_preprocessors_leave(string preprocessors, double expected)
    {
        var model = Train(NumberTable.Of([.. Heap(40, 0, 0), .. Heap(40, 97, 0), .. Heap(40, 0, 97)]), new() { Count = 3 }, new() { Preprocessors = Preprocessors.Read(preprocessors, ["c1", "c2"]) });
        Assert.Equal(expected, Assert.Single(Answers(model, [[157 + 1.5, 1]])).Distance, 0.02 * expected);
    }

    [Fact]
    public void A_cluster_that_has_lost_all_its_rows_goes_elsewhere()
    {
        // Few rows that differ, each many times, and as many clusters: seeds at random soon leave one without rows.
        var rows = Enumerable.Range(0, 400).Select(i => new double[] { i % 7 * (i % 7), 0.001 * (i % 5) }).ToArray();
        for (var seed = 1; seed <= 10; seed++)
            Assert.Equal(0, Metric(Train(NumberTable.Of(rows), new() { Count = 35, Trials = 1, SeedsAtRandom = true }, new() { Seed = (ulong)seed }), "train:msd"), 1e-12);
    }

    [Fact]
    public void More_clusters_than_rows_that_differ_are_refused()
    {
        var rows = Enumerable.Range(0, 60).Select(i => new double[] { i % 4 }).ToArray();
        var error = Assert.Throws<SqlInferenceException>(() => Train(NumberTable.Of(rows), new() { Count = 5 }));
        Assert.Equal((ErrorConditions.TooFewTrainingRows, "The training query gave 4 rows that differ; they make no 5 clusters.", "Lower K, or select more rows."),
            (error.Condition, error.Message, error.Hint));
    }

    [Fact]
    public void What_is_best_when_the_time_is_up_is_kept_and_said()
    {
        var notices = new List<string>();
        var model = Train(Abalone, new() { Count = 4 }, new() { MaxRuntime = TimeSpan.FromSeconds(1), Clock = new HastyClock(), Notice = notices.Add });
        Assert.Equal(["MAX_RUNTIME of 1 seconds left time for 1 of 10 trials; the best of them is kept."], notices);
        Assert.InRange(Metric(model, "train:msd"), 0, 6.9);
    }

    [Theory]
    [InlineData("", "MODEL_TYPE KMEANS needs the hyperparameter k: how many clusters there are to be.")]
    [InlineData("k=0", "Hyperparameter k of k-means is '0'; it has to be a whole number from 1 to 1000.")]
    [InlineData("k=two", "Hyperparameter k of k-means is 'two'; it has to be a whole number from 1 to 1000.")]
    [InlineData("k=3;init_method=far", "Hyperparameter init_method of k-means is 'far'; it has to be kmeans++ or random.")]
    [InlineData("k=3;init_method=random;local_lloyd_init_method=random", "Hyperparameter init_method is given twice.")]
    [InlineData("k=3;mini_batch_size=500", "Hyperparameter mini_batch_size is not taken here: each pass sees all rows.")]
    [InlineData("k=3;clusters=4", "K-means has no hyperparameter 'clusters'.")]
    public void Hyperparameters_are_checked(string stated, string message)
    {
        var pairs = stated.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1]));
        var error = Assert.Throws<SqlInferenceException>(() => KMeansSettings.Read(pairs));
        Assert.Equal((ErrorConditions.InvalidHyperparameter, message), (error.Condition, error.Message));
    }

    static TrainedModel Train(TrainingTable table, KMeansSettings settings, TrainingRequest? request = null) =>
        new ClusterTrainer(table, NumberTable.ElementsOf(table), settings, request ?? new()).Train(null, CancellationToken.None);

    static double Metric(TrainedModel model, string key) => model.Metrics.Single(metric => metric.Key == key).Value;

    static float[] Centres(TrainedModel model) => ((ClusterEstimator)model.Pipeline.Members[0].Estimator).Model.Centres.ToArray();

    /// <summary>Points around a place.</summary>
    static double[][] Heap(int count, double x, double y) => [.. Enumerable.Range(0, count).Select(i => new[] { x + i % 4, y + i % 3 })];

    static (long Cluster, double Distance)[] Answers(TrainedModel model, double[][] rows)
    {
        using var backend = new PipelineBackend(model.Pipeline);
        using var blocks = new RowBlocks(NumberTable.Of(rows));
        using var results = new ResultColumns(2, [0, 1]);
        backend.RunAsync(blocks.Take([.. Enumerable.Range(0, rows.Length)], [0, 1]), results, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return [.. Enumerable.Range(0, rows.Length).Select(row => (results[0]!.Span<long>()[row], results[1]!.Span<double>()[row]))];
    }

    /// <summary>Each look at it is a second later.</summary>
    sealed class HastyClock : TimeProvider
    {
        long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);
    }
}
