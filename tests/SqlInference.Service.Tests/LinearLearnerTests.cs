using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>AUTO OFF MODEL_TYPE LINEAR_LEARNER: a linear model as told.</summary>
public sealed class LinearLearnerTests : IDisposable
{
    readonly Workplace _work = new();

    // 10 + 2a - b, but for one row in ten that is far above.
    public LinearLearnerTests() => _work.Run(
        """
        CREATE TABLE lines AS SELECT (i * 37) % 100 AS a, (i * 53) % 70 AS b, 10 + 2 * ((i * 37) % 100) - (i * 53) % 70 + CASE WHEN i // 100 = 3 THEN 500 ELSE 0 END AS y,
          (i * 37) % 100 > 30 AS big, (['low', 'mid', 'high'])[1 + ((i * 37) % 100 > 30)::int + ((i * 37) % 100 > 90)::int] AS level FROM range(1000) r(i);
        """);

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("wd '0'", 50, 70)]
    [InlineData("wd '0', loss 'absolute_loss'", 9, 11)]
    [InlineData("wd '0', loss 'huber_loss', huber_delta '0.01'", 9, 12)]
    [InlineData("wd '0', loss 'quantile_loss', quantile '0.5', normalize_data 'false'", 9, 11)]
    [InlineData("wd '0', loss 'eps_insensitive_absolute_loss', normalize_label 'false'", 9, 11)]
    [InlineData("wd '0', loss 'quantile_loss', quantile '0.95'", 500, 520)]
    public void A_loss_says_what_outliers_count_for(string hyperparameters, double least, double most)
    {
        _work.Run($"CREATE MODEL m FROM (SELECT a, b, y FROM lines) TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT ({hyperparameters})");

        Assert.InRange(Number("SELECT f(0, 0)"), least, most);
        Assert.Equal(("linear_learner", "Regression", "0"), (_work.Run("SHOW MODEL m")["Model Type"], _work.Run("SHOW MODEL m")["Problem Type"], _work.Run("SHOW MODEL m")["wd"]));
    }

    [Fact]
    public void Without_an_intercept_zero_gives_zero()
    {
        _work.Run("CREATE MODEL m FROM (SELECT a, b, y FROM lines) TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (use_bias 'false', normalize_data 'false')");
        Assert.Equal(0, Number("SELECT f(0, 0)"), 1e-4);
    }

    [Fact]
    public void A_strong_penalty_leaves_little_but_the_mean()
    {
        _work.Run("CREATE MODEL m FROM (SELECT a, b, y FROM lines) TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (wd '1000000')");
        Assert.InRange(Number("SELECT f(90, 3) - f(3, 60)"), -0.1, 0.1);
    }

    [Fact]
    public void Hinge_loss_decides_and_has_no_shades()
    {
        _work.Run("CREATE MODEL m FROM (SELECT a, b, big FROM lines) TARGET big FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER OBJECTIVE 'Accuracy' HYPERPARAMETERS DEFAULT EXCEPT (loss 'hinge_loss', wd '0.0001')");
        Assert.InRange(Number("SELECT avg((f(a, b) = big)::int) FROM lines"), 0.98, 1);
        Assert.Equal("""{"probabilities":[1,0],"labels":["true","false"]}""", _work.Run("SELECT f_prob(90, 3)").Single);
    }

    [Fact]
    public void Rare_classes_count_as_much_as_others_where_that_is_told()
    {
        const string Query = "FROM (SELECT b, level FROM lines) TARGET level";
        _work.Run($"CREATE MODEL plain {Query} FUNCTION plain AUTO OFF MODEL_TYPE LINEAR_LEARNER OBJECTIVE 'Accuracy'");
        _work.Run($"CREATE MODEL even {Query} FUNCTION even AUTO OFF MODEL_TYPE LINEAR_LEARNER OBJECTIVE 'Accuracy' HYPERPARAMETERS DEFAULT EXCEPT (balance_multiclass_weights 'true', num_classes '3')");
        // Nothing can be learnt from b: plain knows how frequent classes are, and even does not.
        const string Share = "(list_filter(list_zip(from_json({0}::JSON->'labels', '[\"VARCHAR\"]'), from_json({0}::JSON->'probabilities', '[\"DOUBLE\"]')), x -> x[1] = 'high'))[1][2]";
        Assert.InRange(Number("SELECT " + string.Format(CultureInfo.InvariantCulture, Share, "plain_prob(35)")), 0.05, 0.15);
        Assert.InRange(Number("SELECT " + string.Format(CultureInfo.InvariantCulture, Share, "even_prob(35)")), 0.25, 0.42);
    }

    [Theory]
    [InlineData("y", "num_classes '2', predictor_type 'multiclass_classifier'", "Hyperparameter num_classes is 2, but the target has 341 classes.")]
    [InlineData("big", "loss 'squared_loss'", "Hyperparameter loss is 'squared_loss', which does not go with binary classification.")]
    [InlineData("level", "quantile '0.3'", "Hyperparameter quantile does not go with loss auto; it is for quantile_loss.")]
    [InlineData("y", "wdd '1'", "A linear model has no hyperparameter 'wdd'.")]
    public void What_does_not_go_together_is_refused(string target, string hyperparameters, string message)
    {
        Assert.Equal(message, _work.Refused(ErrorConditions.InvalidHyperparameter,
            $"CREATE MODEL m FROM (SELECT a, b, {target} FROM lines) TARGET {target} FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT ({hyperparameters})").Message);
    }

    double Number(string query) => double.Parse(_work.Run(query).Single!, CultureInfo.InvariantCulture);
}
