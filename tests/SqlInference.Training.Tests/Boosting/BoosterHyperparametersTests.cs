using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Boosting;

namespace SqlInference.Training.Tests.Boosting;

public sealed class BoosterHyperparametersTests
{
    static BoosterOptions Read(string objective, string settings) => BoosterHyperparameters.Read(BoosterObjectives.Find(objective), isStated: true,
        settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1])));

    static SqlInferenceException Refuse(string objective, string settings)
    {
        var error = Assert.Throws<SqlInferenceException>(() => Read(objective, settings));
        Assert.Equal(ErrorConditions.InvalidHyperparameter, error.Condition);
        return error;
    }

    [Fact]
    public void Nothing_stated_leaves_XGBoosts_defaults()
    {
        var options = Read("reg:squarederror", "");
        Assert.Equal((100, BoosterKind.GBTree, 1, 0), (options.Rounds, options.Booster, options.Threads, options.Seed));
        Assert.Equal((null, null, null), (options.EarlyStoppingRounds, options.Classes, options.Metrics));
        Assert.Empty(options.Parameters);
    }

    [Fact]
    public void Names_are_folded_and_values_written_as_XGBoost_reads_them()
    {
        var options = Read("multi:softmax", "NUM_ROUND=10;ETA= .2 ;Num_Class=30;Tree_Method=HIST;reg_lambda=1e-3;early_stopping_rounds=5;nthread=2;seed=-4;eval_metric=MLOGLOSS, merror");
        Assert.Equal((10, 30, 5, 2, -4), (options.Rounds, options.Classes, options.EarlyStoppingRounds, options.Threads, options.Seed));
        Assert.Equal(["mlogloss", "merror"], options.Metrics!);
        Assert.Equal([("eta", "0.2"), ("lambda", "0.001"), ("tree_method", "hist")], options.Parameters.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("num_round", "a whole number, 1 or more", "0", "-1", "1.5", "many", "", "2147483648", "1e2")]
    [InlineData("early_stopping_rounds", "a whole number, 1 or more", "0", "x")]
    [InlineData("num_class", "a whole number, 2 or more", "1", "2.5")]
    [InlineData("booster", "gbtree, gblinear or dart", "gbforest", "")]
    [InlineData("base_score", "a number", "half", "NaN", "Infinity", "1e39", "1e-45")]
    [InlineData("seed", "a whole number, -2147483647 or more", "-2147483648", "0.5")]
    [InlineData("nthread", "a whole number from 1 to 256", "0", "257", "-1")]
    [InlineData("scale_pos_weight", "a number above 0", "0", "-1", "x")]
    [InlineData("tweedie_variance_power", "a number above 1 and below 2", "1", "2", "3")]
    [InlineData("huber_slope", "a number above 0", "0", "-1")]
    [InlineData("eta", "a number from 0 to 1", "-0.1", "1.1", "0,3", "∞")]
    [InlineData("lambda", "a number, 0 or more", "-1", "a")]
    [InlineData("alpha", "a number, 0 or more", "-0.001")]
    [InlineData("max_depth", "a whole number from 0 to 1000", "-1", "1001", "6.0")]
    [InlineData("max_leaves", "a whole number, 0 or more", "-1")]
    [InlineData("max_bin", "a whole number from 2 to 65536", "1", "65537")]
    [InlineData("grow_policy", "depthwise or lossguide", "fast")]
    [InlineData("tree_method", "auto, exact, approx or hist", "gpu_hist", "best")]
    [InlineData("gamma", "a number, 0 or more", "-1")]
    [InlineData("min_child_weight", "a number, 0 or more", "-1")]
    [InlineData("max_delta_step", "a number, 0 or more", "-1")]
    [InlineData("subsample", "a number above 0, up to 1", "0", "1.01")]
    [InlineData("colsample_bytree", "a number above 0, up to 1", "0", "2")]
    [InlineData("colsample_bylevel", "a number above 0, up to 1", "0", "2")]
    [InlineData("colsample_bynode", "a number above 0, up to 1", "0", "2")]
    [InlineData("num_parallel_tree", "a whole number from 1 to 10000", "0", "10001")]
    [InlineData("sample_type", "uniform or weighted", "odd")]
    [InlineData("normalize_type", "tree or forest", "wood")]
    [InlineData("rate_drop", "a number from 0 to 1", "-1", "2")]
    [InlineData("one_drop", "a whole number from 0 to 1", "2", "yes")]
    [InlineData("skip_drop", "a number from 0 to 1", "-1", "2")]
    [InlineData("updater", "shotgun or coord_descent", "grow_colmaker")]
    [InlineData("eval_metric", "metrics with commas between them, of rmse, rmsle, mae, mape, mphe, gamma-nloglik, gamma-deviance, poisson-nloglik, tweedie-nloglik@p,"
        + " logloss, error, error@t, auc, aucpr, mlogloss, merror", "ndcg", "rmse,", "error@2", "auc@1", "tweedie-nloglik", "tweedie-nloglik@2", "")]
    public void A_value_out_of_range_is_refused_with_the_range(string name, string expectation, params string[] values)
    {
        foreach (var value in values)
        {
            var error = Refuse("reg:squarederror", $"{name}={value}");
            Assert.Equal($"Hyperparameter {name} of XGBoost is '{value}'; it has to be {expectation}.", error.Message);
            Assert.Equal($"Give {name} such a value, or leave it out.", error.Hint);
        }
    }

    [Fact]
    public void The_test_above_leaves_no_hyperparameter_out()
    {
        var method = typeof(BoosterHyperparametersTests).GetMethod(nameof(A_value_out_of_range_is_refused_with_the_range))!;
        var tested = method.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(data => (string)((InlineDataAttribute)data).GetData(method).Single()[0]!).Append("objective");
        Assert.Equal(BoosterHyperparameters.All.Select(entry => entry.Name).Order(), tested.Order());
    }

    [Fact]
    public void Defaults_are_among_the_values_allowed() =>
        Assert.All(BoosterHyperparameters.All.Where(entry => entry.Default is not null), entry => Assert.Equal(entry.Default, entry.Values.Read(entry.Default!)));

    [Theory]
    [InlineData("reg:squarederror", "max_dept=3", "XGBoost has no hyperparameter 'max_dept'.", "Did you mean max_depth?")]
    [InlineData("reg:squarederror", "csv_weights=1", "Hyperparameter csv_weights is not taken here: rows come from a query, not from a CSV file.", "Leave csv_weights out.")]
    [InlineData("reg:squarederror", "eta=0.1;learning_rate=0.2", "Hyperparameter eta is given twice.", "Leave one of them out.")]
    [InlineData("reg:squarederror", "num_class=3", "Hyperparameter num_class does not go with objective reg:squarederror; it is for multi:softmax and multi:softprob.", "Leave num_class out, or change OBJECTIVE.")]
    [InlineData("reg:squarederror", "objective=reg:gamma", "Hyperparameter objective is 'reg:gamma', but OBJECTIVE says 'reg:squarederror'.", "Leave one of them out.")]
    [InlineData("multi:softmax", "scale_pos_weight=2", "Hyperparameter scale_pos_weight does not go with objective multi:softmax; it is for objectives of two classes.", "Leave scale_pos_weight out, or change OBJECTIVE.")]
    [InlineData("reg:gamma", "tweedie_variance_power=1.2", "Hyperparameter tweedie_variance_power does not go with objective reg:gamma; it is for reg:tweedie.", "Leave tweedie_variance_power out, or change OBJECTIVE.")]
    [InlineData("reg:squarederror", "huber_slope=1", "Hyperparameter huber_slope does not go with objective reg:squarederror; it is for reg:pseudohubererror.", "Leave huber_slope out, or change OBJECTIVE.")]
    [InlineData("reg:squarederror", "booster=gblinear;max_depth=3", "Hyperparameter max_depth means nothing to booster gblinear; it is for gbtree or dart.", "Leave max_depth out, or set booster to gbtree or dart.")]
    [InlineData("reg:squarederror", "rate_drop=0.1", "Hyperparameter rate_drop means nothing to booster gbtree; it is for dart.", "Leave rate_drop out, or set booster to dart.")]
    [InlineData("reg:squarederror", "updater=shotgun", "Hyperparameter updater means nothing to booster gbtree; it is for gblinear.", "Leave updater out, or set booster to gblinear.")]
    [InlineData("binary:logistic", "base_score=1", "Hyperparameter base_score of XGBoost is '1'; with objective binary:logistic it has to be a number above 0 and below 1.", "Give base_score such a value, or leave it out.")]
    [InlineData("count:poisson", "base_score=0", "Hyperparameter base_score of XGBoost is '0'; with objective count:poisson it has to be a number above 0.", "Give base_score such a value, or leave it out.")]
    [InlineData("reg:squarederror", "tree_method=exact;max_bin=16", "Hyperparameter max_bin '16' does not go with tree_method exact; it is for approx and hist.", "Leave max_bin out, or change tree_method.")]
    [InlineData("reg:squarederror", "tree_method=exact;max_depth=0", "Hyperparameter max_depth '0' does not go with tree_method exact; it is for approx and hist.", "Leave max_depth out, or change tree_method.")]
    [InlineData("reg:squarederror", "eval_metric=rmse,auc", "Hyperparameter eval_metric has 'auc', which does not go with objective reg:squarederror.",
        "Use rmse, rmsle, mae, mape, mphe, gamma-nloglik, gamma-deviance, poisson-nloglik, tweedie-nloglik@p.")]
    [InlineData("binary:hinge", "eval_metric=merror", "Hyperparameter eval_metric has 'merror', which does not go with objective binary:hinge.", "Use logloss, error, error@t, auc, aucpr.")]
    public void What_is_unknown_or_contradicts_itself_is_refused(string objective, string settings, string message, string hint)
    {
        var error = Refuse(objective, settings);
        Assert.Equal((message, hint), (error.Message, error.Hint));
    }

    [Theory]
    [InlineData("max_leaves=8")]
    [InlineData("max_bin=8")]
    [InlineData("grow_policy=lossguide")]
    [InlineData("max_depth=0")]
    public void What_needs_bins_gets_them(string settings) => Assert.Equal("hist", Read("reg:squarederror", settings).Parameters["tree_method"]);

    [Fact]
    public void The_metric_of_tweedie_follows_its_power() =>
        Assert.Equal(["tweedie-nloglik@1.2"], Read("reg:tweedie", "tweedie_variance_power=1.2").Metrics!);

    [Fact]
    public void The_objective_may_be_a_hyperparameter_where_no_clause_says_otherwise()
    {
        var options = BoosterHyperparameters.Read(BoosterObjectives.SquaredError, isStated: false, [new("objective", "Reg:Gamma")]);
        Assert.Equal("reg:gamma", options.Objective.Name);
    }

    [Theory]
    [InlineData("rank:pairwise", "SI006", "OBJECTIVE 'rank:pairwise' cannot be trained here: it orders rows within groups, and no clause says which rows are a group.")]
    [InlineData("rank:ndcg", "SI006", "OBJECTIVE 'rank:ndcg' cannot be trained here: it orders rows within groups, and no clause says which rows are a group.")]
    [InlineData("survival:cox", "SI006", "OBJECTIVE 'survival:cox' cannot be trained here: it needs to know which rows are censored, and no clause says so.")]
    [InlineData("reg:square", "SI004", "XGBoost has no objective 'reg:square'.")]
    public void Objectives_that_cannot_be_trained_are_refused_by_name(string name, string code, string message)
    {
        var error = Assert.Throws<SqlInferenceException>(() => BoosterObjectives.Find(name));
        Assert.Equal((code, message), (error.Condition.Code, error.Message));
    }

    [Fact]
    public void The_former_name_of_squared_error_is_understood() => Assert.Same(BoosterObjectives.SquaredError, BoosterObjectives.Find("reg:linear"));

    public static TheoryData<string, string> ObjectivesAndBoosters
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var objective in BoosterObjectives.All)
            {
                foreach (var booster in new[] { "gbtree", "gblinear", "dart" })
                    data.Add(objective.Name, booster);
            }

            return data;
        }
    }

    /// <summary>What the table says of links and metrics is what XGBoost does.</summary>
    [Theory]
    [MemberData(nameof(ObjectivesAndBoosters))]
    public void Every_objective_is_trained_and_its_link_is_XGBoosts(string name, string booster)
    {
        var objective = BoosterObjectives.Find(name);
        var data = objective.Problem switch
        {
            ProblemType.Regression => Rings(objective),
            ProblemType.BinaryClassification => Abalone.Adults(heldOut: true),
            _ => Abalone.Sexes(heldOut: true),
        };
        // The full steps of a linear booster are too long for some.
        var options = Read(name, $"num_round=3;booster={booster};eta=0.1{(objective.NeedsClasses ? ";num_class=3" : "")}");
        var trained = new BoosterTrainer(options).Train(data);
        using var predictor = new BoosterPredictor(trained.Model);
        var (margins, predictions) = (predictor.Margins(data.Dense!), predictor.Predict(data.Dense!));

        Assert.All(trained.History, score => Assert.True(double.IsFinite(score)));
        switch (objective.Link)
        {
            case BoosterLink.Softmax when name == "multi:softmax":
                Assert.Equal(margins.Chunk(3).Select(row => (float)Array.IndexOf(row, row.Max())), predictions);
                break;
            case BoosterLink.Softmax:
                AssertClose(margins.Chunk(3).SelectMany(row => row.Select(margin => Math.Exp(margin) / row.Sum(other => Math.Exp(other)))), predictions);
                break;
            // XGBoost answers with margins.
            case BoosterLink.Sigmoid when name == "binary:logitraw":
                Assert.Equal(margins, predictions);
                break;
            default:
                AssertClose(margins.Select(margin => objective.Link switch
                {
                    BoosterLink.Sigmoid => 1 / (1 + Math.Exp(-margin)),
                    BoosterLink.Exponential => Math.Exp(margin),
                    BoosterLink.Sign => margin > 0 ? 1 : 0,
                    _ => margin,
                }), predictions);
                break;
        }
    }

    static BoosterData Rings(BoosterObjective objective)
    {
        var rings = Abalone.Rings(heldOut: true);
        return objective.Link == BoosterLink.Sigmoid ? new(rings.Dense!, [.. rings.Labels.Select(label => label / 30)]) : rings;
    }

    static void AssertClose(IEnumerable<double> expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, Math.Abs(pair.First))));
}
