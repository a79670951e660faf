using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>CREATE MODEL … MODEL_TYPE MLP.</summary>
public sealed class PerceptronTests : IDisposable
{
    readonly Workplace _work = new();

    public PerceptronTests() => _work.Run(
        $"""
        CREATE TABLE abalone AS SELECT row_number() OVER () AS id, * FROM read_csv('{Path.Combine(AppContext.BaseDirectory, "abalone.csv")}', header = true,
          names = ['sex', 'length', 'diameter', 'height', 'whole_weight', 'shucked_weight', 'viscera_weight', 'shell_weight', 'rings']);
        CREATE TABLE rings AS SELECT i AS id, sin(i) AS x, CASE WHEN i % 50 = 7 THEN NULL ELSE cos(i * 1.7) END AS y, (['a', 'b'])[i % 2 + 1] AS kind,
          sin(i) ^ 2 + cos(i * 1.7) ^ 2 < 0.8 AS inside, (['low', 'mid', 'high'])[1 + (sin(i) ^ 2 > 0.3)::int + (sin(i) ^ 2 > 0.7)::int] AS level FROM range(1500) r(i);
        """);

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Rings_of_abalones_are_predicted_better_than_by_a_linear_model()
    {
        const string Arguments = "sex, length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight";
        foreach (var type in new[] { "MLP", "LINEAR_LEARNER" })
            _work.Run($"CREATE MODEL {type} FROM (SELECT {Arguments}, rings FROM abalone WHERE id % 10 < 8) TARGET rings FUNCTION predict_{type} IAM_ROLE default MODEL_TYPE {type} PROBLEM_TYPE REGRESSION OBJECTIVE 'MSE'");

        var error = Error("mlp");
        Assert.InRange(error, 1.9, 2.06);
        Assert.True(error < Error("linear_learner") - 0.08);
        var shown = _work.Run("SHOW MODEL mlp");
        Assert.Equal(("mlp", "Regression", "MSE"), (shown["Model Type"], shown["Problem Type"], shown["Objective"]));
        Assert.Equal("perceptrons, 64 and 32 units", _work.Run("SELECT candidate FROM sqlinference.candidates WHERE model_name = 'mlp'").Single);

        double Error(string type) => Number($"SELECT sqrt(avg((predict_{type}({Arguments}) - rings)^2)) FROM abalone WHERE id % 10 >= 8");
    }

    [Fact]
    public void Classes_that_no_line_divides_are_told_apart()
    {
        _work.Run(
            """
            CREATE MODEL two FROM (SELECT x, y, kind, inside FROM rings WHERE id < 1200) TARGET inside FUNCTION is_inside AUTO ON MODEL_TYPE MLP;
            CREATE MODEL three FROM (SELECT x, kind, level FROM rings WHERE id < 1200) TARGET level FUNCTION level_of MODEL_TYPE MLP OBJECTIVE 'Accuracy';
            """);
        Assert.InRange(Number("SELECT avg((is_inside(x, y, kind) = inside)::int) FROM rings WHERE id >= 1200 AND y IS NOT NULL"), 0.93, 1);
        Assert.InRange(Number("SELECT avg((level_of(x, kind) = level)::int) FROM rings WHERE id >= 1200"), 0.93, 1);
        Assert.StartsWith("""{"probabilities":[""", _work.Run("SELECT level_of_prob(0.9, 'a')").Single);
    }

    [Fact]
    public void Predictions_are_explained_by_values_that_add_up()
    {
        _work.Run("CREATE MODEL two FROM (SELECT x, y, kind, inside FROM rings) TARGET inside FUNCTION f MODEL_TYPE MLP");

        Assert.Equal("kind,x,y", _work.Run("SELECT list_sort(json_keys(explain_model('two')->'explanations'->'kernel_shap'->'label0'->'global_shap_values')).array_to_string(',')").Single);
        // Of the second class, the margin is the logarithm of the odds.
        const string Explained = "SELECT i, f_explain(sin(i), cos(i), 'a')::JSON AS why, list_extract((f_prob(sin(i), cos(i), 'a')::JSON->'probabilities')::DOUBLE[], 1) AS p FROM range(40) r(i)";
        Assert.Equal("40", _work.Run($"""
            SELECT count(*) FROM (
              SELECT (why->>'expected_value')::DOUBLE + (why->'shap_values'->>'x')::DOUBLE + (why->'shap_values'->>'y')::DOUBLE + (why->'shap_values'->>'kind')::DOUBLE AS margin, p FROM ({Explained}))
            WHERE abs(1 / (1 + exp(-margin)) - p) < 1e-4
            """).Single);
        var before = _work.Run("SELECT f_explain(0.5, 0.2, 'b')").Single;
        _work.Reopen();
        Assert.Equal(before, _work.Run("SELECT f_explain(0.5, 0.2, 'b')").Single);
    }

    [Fact]
    public void What_is_missing_is_answered_and_all_answers_stay_after_the_folder_is_opened_again()
    {
        _work.Run("CREATE MODEL two FROM (SELECT x, y, kind, inside FROM rings) TARGET inside FUNCTION f MODEL_TYPE MLP");
        Assert.Equal("0", _work.Run("SELECT count(*) FROM (VALUES (NULL, 0.5, 'a'), (0.1, NULL, 'never seen'), (NULL, NULL, NULL), (1e30, 1, '')) AS t(x, y, k) WHERE f(x, y, k) IS NULL").Single);
        const string Query = "SELECT md5(string_agg(f_prob(x, y, kind), ',' ORDER BY id)) FROM rings";
        var before = _work.Run(Query).Single;
        _work.Reopen();
        Assert.Equal(before, _work.Run(Query).Single);
    }

    [Theory]
    [InlineData("x, inside", "AUTO OFF MODEL_TYPE MLP", "This CREATE MODEL does not go with AUTO OFF: only MODEL_TYPE XGBOOST, LINEAR_LEARNER, KMEANS and RANDOM_CUT_FOREST are trained as stated.")]
    [InlineData("x, inside", "MODEL_TYPE MLP HYPERPARAMETERS DEFAULT EXCEPT (epochs '5')", "This CREATE MODEL does not go with HYPERPARAMETERS: with AUTO ON they are found by trying; AUTO OFF takes them as stated.")]
    [InlineData("'word number ' || id AS note, inside", "MODEL_TYPE MLP", "MODEL_TYPE MLP learns from numbers, categories and times; the training query has nothing but text that is read word by word.")]
    public void What_cannot_be_trained_is_refused(string columns, string clauses, string message) =>
        Assert.Equal(message, _work.Refused(ErrorConditions.InvalidClauseValue, $"CREATE MODEL m FROM (SELECT {columns} FROM rings) TARGET inside FUNCTION f {clauses}").Message);

    double Number(string query) => double.Parse(_work.Run(query).Single!, CultureInfo.InvariantCulture);
}
