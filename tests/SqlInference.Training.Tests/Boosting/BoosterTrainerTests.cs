using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Training.Boosting;
using SqlInference.Training.Features;
using SqlInference.Training.Threads;

namespace SqlInference.Training.Tests.Boosting;

public sealed class BoosterTrainerTests
{
    static readonly JsonElement Expected = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "abalone_xgboost.json"))).RootElement;

    static BoosterOptions Options(string objective, params (string Name, string Value)[] settings) =>
        BoosterHyperparameters.Read(BoosterObjectives.Find(objective), isStated: true, settings.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));

    static TrainedBooster Train(BoosterOptions options, BoosterData training, BoosterData? validation = null) =>
        new BoosterTrainer(options).Train(training, validation);

    static float[] Predict(TrainedBooster trained, BoosterData rows)
    {
        using var predictor = new BoosterPredictor(trained.Model);
        return predictor.Predict(rows.Dense!);
    }

    static double RootMeanSquare(float[] predictions, float[] labels) =>
        Math.Sqrt(predictions.Zip(labels, (prediction, label) => Math.Pow(prediction - label, 2)).Average());

    static void AssertAsPython(string name, BoosterOptions options, Func<bool, BoosterData> rows)
    {
        var predictions = Predict(Train(options, rows(false)), rows(true));
        var expected = Expected.GetProperty(name).EnumerateArray().Select(value => value.GetSingle()).ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], predictions[i], 1e-5f * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void Trees_predict_as_those_of_its_Python_package() => AssertAsPython("trees",
        Options("reg:squarederror", ("num_round", "50"), ("tree_method", "hist"), ("max_depth", "4"), ("eta", "0.1"), ("subsample", "0.8"), ("seed", "7")), Abalone.Rings);

    [Fact]
    public void A_linear_booster_predicts_as_that_of_its_Python_package() => AssertAsPython("linear",
        Options("reg:squarederror", ("num_round", "20"), ("booster", "gblinear"), ("updater", "coord_descent"), ("lambda", "0.01")), Abalone.Rings);

    [Fact]
    public void Dart_predicts_as_that_of_its_Python_package() => AssertAsPython("dart",
        Options("count:poisson", ("num_round", "20"), ("booster", "dart"), ("rate_drop", "0.2"), ("max_depth", "3"), ("seed", "3")), Abalone.Rings);

    [Fact]
    public void Three_classes_are_predicted_as_by_its_Python_package() => AssertAsPython("sexes",
        Options("multi:softprob", ("num_round", "15"), ("num_class", "3"), ("max_depth", "3"), ("tree_method", "exact")), Abalone.Sexes);

    [Fact]
    public void Two_classes_are_predicted_as_by_its_Python_package() => AssertAsPython("adults",
        Options("binary:logistic", ("num_round", "15"), ("tree_method", "approx")), Abalone.Adults);

    [Fact]
    public void Rings_are_predicted_better_than_by_their_mean_and_by_a_line()
    {
        var heldOut = Abalone.Rings(heldOut: true);
        var trained = Train(Options("reg:squarederror", ("num_round", "60"), ("max_depth", "4"), ("eta", "0.1"), ("min_child_weight", "5")), Abalone.Rings(heldOut: false));
        Assert.InRange(RootMeanSquare(Predict(trained, heldOut), heldOut.Labels), 1.5, 2.2);
    }

    [Fact]
    public void Sparse_rows_give_the_model_of_dense_ones()
    {
        var options = Options("reg:squarederror", ("num_round", "10"), ("tree_method", "hist"));
        var dense = Abalone.Rings(heldOut: false);
        var sparse = new BoosterData(Abalone.Sparse(dense.Dense!), dense.Labels);
        var trained = Train(options, sparse);
        Assert.Equal(Train(options, dense).Model, trained.Model);

        using var predictor = new BoosterPredictor(trained.Model);
        Assert.Equal(predictor.Margins(dense.Dense!), predictor.Margins(sparse.Sparse!));
    }

    [Fact]
    public void Rows_of_weight_0_do_not_count()
    {
        var options = Options("reg:squarederror", ("num_round", "5"), ("tree_method", "exact"), ("max_depth", "2"));
        var first = new FeatureMatrix(4, 1, [1, 2, 3, 4]);
        var all = new FeatureMatrix(6, 1, [1, 2, 3, 4, 1, 4]);
        var alone = Predict(Train(options, new(first, [1, 1, 5, 5])), new(first, new float[4]));
        var weighted = Predict(Train(options, new(all, [1, 1, 5, 5, 100, 100], [1, 1, 1, 1, 0, 0])), new(first, new float[4]));
        Assert.Equal(alone, weighted);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_and_another_seed_another()
    {
        var rows = Abalone.Rings(heldOut: false);
        byte[] Model(string seed) => Train(Options("reg:squarederror", ("num_round", "5"), ("subsample", "0.5"), ("seed", seed)), rows).Model;
        Assert.Equal(Model("1"), Model("1"));
        Assert.NotEqual(Model("1"), Model("2"));
    }

    [Fact]
    public void Every_round_is_reported_with_its_metric()
    {
        var progress = new Rounds();
        var trained = new BoosterTrainer(Options("reg:squarederror", ("num_round", "8"), ("eval_metric", "rmse,mae")))
            .Train(Abalone.Rings(heldOut: false), Abalone.Rings(heldOut: true), progress: progress);
        Assert.Equal(("mae", BoosterEnd.AllRounds, 8), (trained.Metric, trained.End, trained.Rounds));
        Assert.Equal(trained.History.Select((score, index) => new BoosterRound(index + 1, 8, score)), progress.All);
        Assert.True(trained.Score < trained.History[0]);
    }

    [Theory]
    [InlineData("gbtree")]
    [InlineData("gblinear")]
    [InlineData("dart")]
    public void Early_stopping_keeps_the_best_round(string booster)
    {
        // So few rows that even a line is soon too close to them.
        var (training, validation) = (Abalone.Rings(heldOut: false).First(20), Abalone.Rings(heldOut: true));
        var settings = new List<(string, string)> { ("num_round", "400"), ("early_stopping_rounds", "5"), ("booster", booster), ("eta", "0.5") };
        if (booster == "gblinear")
            settings.Add(("updater", "coord_descent"));
        if (booster == "dart")
            settings.Add(("rate_drop", "0.5"));
        var trained = Train(Options("reg:squarederror", [.. settings]), training, validation);

        Assert.Equal(BoosterEnd.EarlyStopping, trained.End);
        Assert.Equal(trained.Rounds + 5, trained.History.Count);
        Assert.Equal(trained.History.Min(), trained.Score);
        Assert.Equal(trained.Score, RootMeanSquare(Predict(trained, validation), validation.Labels), 1e-4);
    }

    [Fact]
    public void A_metric_that_should_rise_stops_where_it_was_highest()
    {
        var trained = Train(Options("binary:logistic", ("num_round", "300"), ("early_stopping_rounds", "3"), ("eval_metric", "auc")),
            Abalone.Adults(heldOut: false), Abalone.Adults(heldOut: true));
        Assert.Equal(trained.History.Max(), trained.Score);
        Assert.Equal(BoosterEnd.EarlyStopping, trained.End);
    }

    [Fact]
    public void Early_stopping_without_rows_to_validate_on_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => Train(Options("reg:squarederror", ("early_stopping_rounds", "3")), Abalone.Rings(heldOut: false)));

    [Fact]
    public void Cancelling_ends_training_after_the_round_under_way()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Rounds(round => { if (round.Round == 3) cancellation.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => new BoosterTrainer(Options("reg:squarederror", ("num_round", "100000")))
            .Train(Abalone.Rings(heldOut: false), progress: progress, cancellation: cancellation.Token));
        Assert.Equal(3, progress.All.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(35, 4)]
    public void What_there_is_when_time_runs_out_is_the_model(int seconds, int rounds)
    {
        var clock = new SteppedClock();
        var progress = new Rounds(_ => clock.Advance(TimeSpan.FromSeconds(10)));
        var data = Abalone.Rings(heldOut: false);
        var trained = new BoosterTrainer(Options("reg:squarederror", ("num_round", "100000")))
            .Train(data, atMost: TimeSpan.FromSeconds(seconds), progress: progress, clock: clock);
        Assert.Equal((BoosterEnd.Deadline, rounds, rounds), (trained.End, trained.Rounds, trained.History.Count));
        Assert.Equal(Train(Options("reg:squarederror", ("num_round", $"{rounds}")), data).Model, trained.Model);
    }

    [Theory]
    [InlineData("binary:logistic", 2, "The target of row 3 is 2; objective binary:logistic takes classes from 0 to 1.")]
    [InlineData("multi:softmax", 3, "The target of row 3 is 3; objective multi:softmax takes classes from 0 to 2.")]
    [InlineData("multi:softmax", 0.5, "The target of row 3 is 0.5; objective multi:softmax takes classes from 0 to 2.")]
    [InlineData("reg:squarederror", float.NaN, "The target of row 3 is NaN; objective reg:squarederror takes numbers.")]
    [InlineData("reg:absoluteerror", float.PositiveInfinity, "The target of row 3 is Infinity; objective reg:absoluteerror takes numbers.")]
    [InlineData("reg:gamma", 0, "The target of row 3 is 0; objective reg:gamma takes numbers above 0.")]
    [InlineData("count:poisson", -1, "The target of row 3 is -1; objective count:poisson takes numbers that are 0 or more.")]
    [InlineData("reg:tweedie", -0.5, "The target of row 3 is -0.5; objective reg:tweedie takes numbers that are 0 or more.")]
    [InlineData("reg:squaredlogerror", -1, "The target of row 3 is -1; objective reg:squaredlogerror takes numbers above -1.")]
    [InlineData("reg:logistic", 1.5, "The target of row 3 is 1.5; objective reg:logistic takes numbers from 0 to 1.")]
    public void A_label_that_the_objective_does_not_take_is_named(string objective, float label, string message)
    {
        var options = Options(objective) with { Classes = 3 };
        var error = Assert.Throws<SqlInferenceException>(() => Train(options, new(new FeatureMatrix(3, 1, [1, 2, 3]), [1, 1, label])));
        Assert.Equal((ErrorConditions.TargetNotAccepted, message), (error.Condition, error.Message));
    }

    [Theory]
    [InlineData("binary:logistic")]
    [InlineData("multi:softprob")]
    public void One_class_only_is_refused(string objective)
    {
        var error = Assert.Throws<SqlInferenceException>(() =>
            Train(Options(objective) with { Classes = 3 }, new(new FeatureMatrix(3, 1, [1, 2, 3]), [1, 1, 1])));
        Assert.Equal((ErrorConditions.TargetNotAccepted, $"All 3 rows have the same class; objective {objective} needs at least two."), (error.Condition, error.Message));
    }

    [Fact]
    public void No_rows_are_refused() => Assert.Equal(ErrorConditions.NoTrainingRows, Assert.Throws<SqlInferenceException>(() =>
        Train(Options("reg:squarederror"), new(new FeatureMatrix(0, 3, []), []))).Condition);

    [Fact]
    public void Infinite_features_are_refused_with_their_place()
    {
        var error = Assert.Throws<SqlInferenceException>(() =>
            Train(Options("reg:squarederror"), new(new FeatureMatrix(2, 2, [1, 2, 3, float.NegativeInfinity]), [1, 2])));
        Assert.Equal((ErrorConditions.NotFinite, "Feature 2 of row 2 is infinite; boosted trees are trained from finite numbers."), (error.Condition, error.Message));
    }

    [Fact]
    public void Features_without_a_value_anywhere_do_no_harm()
    {
        var rows = new FeatureMatrix(4, 2, [1, float.NaN, 2, float.NaN, 3, float.NaN, 4, float.NaN]);
        var data = new BoosterData(rows, [1, 1, 5, 5]);
        foreach (var method in new[] { "exact", "approx", "hist" })
        {
            var predictions = Predict(Train(Options("reg:squarederror", ("tree_method", method), ("min_child_weight", "0"), ("lambda", "0")), data), data);
            Assert.Equal([1f, 1f, 5f, 5f], predictions.Select(prediction => MathF.Round(prediction, 3)));
        }
    }

    [Fact]
    public void What_XGBoost_complains_of_is_passed_on()
    {
        var options = Options("reg:squarederror") with { Parameters = new Dictionary<string, string> { ["max_bin"] = "1", ["tree_method"] = "hist" } };
        var error = Assert.Throws<SqlInferenceException>(() => Train(options, Abalone.Rings(heldOut: false)));
        Assert.Equal((ErrorConditions.TrainingFailed, "XGBoost gave up: value 1 for Parameter max_bin should be greater equal to 2."), (error.Condition, error.Message));
    }

    [Fact]
    public void Weights_that_grow_without_bounds_are_told()
    {
        var error = Assert.Throws<SqlInferenceException>(() => Train(Options("reg:pseudohubererror", ("booster", "gblinear")), Abalone.Rings(heldOut: true)));
        Assert.Equal(ErrorConditions.TrainingFailed, error.Condition);
        Assert.Matches(@"^Training with objective reg:pseudohubererror diverged in round \d+: predictions are not finite any more\.$", error.Message);
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused() => Assert.Equal(ErrorConditions.TrainingFailed,
        Assert.Throws<SqlInferenceException>(() => new BoosterPredictor("{\"learner\": 1}"u8)).Condition);

    [Fact]
    public void Training_on_a_background_thread_gives_the_same_model()
    {
        var (options, rows) = (Options("reg:squarederror", ("num_round", "5")), Abalone.Rings(heldOut: false));
        var trained = BackgroundThread.Run("training", () => Train(options, rows));
        Assert.Equal(Train(options, rows).Model, trained.Model);
    }

    sealed class Rounds(Action<BoosterRound>? each = null) : IProgress<BoosterRound>
    {
        public List<BoosterRound> All { get; } = [];

        public void Report(BoosterRound value)
        {
            All.Add(value);
            each?.Invoke(value);
        }
    }

    sealed class SteppedClock : TimeProvider
    {
        long _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;
    }
}
