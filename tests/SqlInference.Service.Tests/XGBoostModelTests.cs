using System.Globalization;
using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>Models that XGBoost trained and saved, and its own predictions.</summary>
public sealed class XGBoostModelTests : IDisposable
{
    const string Parameters = "a float8, b float8, c float8, d float8, e float8";

    readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    static string File(string name) => Path.Combine(AppContext.BaseDirectory, "tree-models", name);

    static string Create(string file, string returns, string settings = "", string parameters = Parameters) =>
        $"CREATE MODEL m FROM '{file}' FUNCTION f({parameters}) RETURNS {returns} {settings};";

    /// <summary>Puts the rows that XGBoost predicted into a table, missing values as NULL, and answers its predictions.</summary>
    double[][] Rows(string file)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File(Path.ChangeExtension(file, "expected.json"))));
        var rows = document.RootElement.GetProperty("rows").EnumerateArray().Select((row, i) =>
            $"({i}, {string.Join(", ", row.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? "NULL" : value.GetRawText()))})");
        _work.Run($"CREATE TABLE measures (i int, a float8, b float8, c float8, d float8, e float8); INSERT INTO measures VALUES {string.Join(", ", rows)};");
        return [.. document.RootElement.GetProperty("predictions").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
    }

    double[] Answers(string expression = "f(a, b, c, d, e)") =>
        [.. _work.Run($"SELECT {expression} FROM measures ORDER BY i").First.Select(answer => double.Parse(answer!, CultureInfo.InvariantCulture))];

    [Theory]
    [InlineData("squared.json")]
    [InlineData("squared.ubj")]
    [InlineData("poisson.json")]
    [InlineData("dart.ubj")]
    [InlineData("dart.bin")]
    public void A_regression_answers_as_XGBoost_does(string file)
    {
        var expected = Rows(file);
        _work.Run(Create(File(file), "float8"));

        Assert.All(Answers().Zip(expected), pair => Assert.Equal(pair.Second[0], pair.First, 1e-5 * Math.Max(1, Math.Abs(pair.Second[0]))));
        var shown = _work.Run("SHOW MODEL m");
        Assert.Equal(("xgboost", "cpu"), (shown["Format"], shown["Device"]));
        _work.Reopen();
        Assert.Equal(expected.Length, Answers().Length);
    }

    [Fact]
    public void A_classifier_answers_labels_and_probabilities()
    {
        var expected = Rows("softprob.ubj");
        _work.Run(Create(File("softprob.ubj"), "int"));

        Assert.Equal(expected.Select(row => (double)Array.IndexOf(row, row.Max())), Answers());
        using var first = JsonDocument.Parse(_work.Run("SELECT f_prob(a, b, c, d, e) FROM measures ORDER BY i LIMIT 1").Single!);
        Assert.Equal(expected[0].Max(), first.RootElement.GetProperty("probabilities")[0].GetDouble(), 1e-5);
        Assert.Equal($"{Array.IndexOf(expected[0], expected[0].Max())}", first.RootElement.GetProperty("labels")[0].GetString());
    }

    [Fact]
    public void Two_classes_may_answer_probabilities_instead()
    {
        var expected = Rows("logistic.json");
        _work.Run(Create(File("logistic.json"), "float8[]", "SETTINGS (OUTPUT 'probabilities')"));

        Assert.All(Answers("f(a, b, c, d, e)[2]").Zip(expected), pair => Assert.Equal(pair.Second[0], pair.First, 1e-5));
    }

    [Fact]
    public void FORMAT_says_what_a_file_is_that_does_not_look_like_it()
    {
        var blank = _work.Folder["model.bin"];
        System.IO.File.WriteAllText(blank, $"{new string(' ', 200)}{System.IO.File.ReadAllText(File("squared.json"))}");
        Rows("squared.json");

        var error = _work.Refused(ErrorConditions.ModelFileInvalid, Create(blank, "float8"));
        Assert.Contains("is not an ONNX model", error.Message, StringComparison.Ordinal);
        _work.Run(Create(blank, "float8", "SETTINGS (FORMAT XGBOOST)"));
        Assert.NotEmpty(Answers());
    }

    [Theory]
    [InlineData("squared.json", "float8", "SETTINGS (EVALUATOR 'onnxruntime')", Parameters, "SI004",
        "Model 'public.m' cannot be computed by EVALUATOR 'onnxruntime': it is in XGBoost's format.", "Leave EVALUATOR out, or export the model to ONNX.")]
    [InlineData("squared.json", "float8", "", "a float8, b float8", "SI205",
        "Model 'public.m' does not fit the function: it takes 5 values per row, the function has 2 parameters.",
        "Declare one parameter for each feature, in the order of the training data.")]
    [InlineData("linear.json", "float8", "", Parameters, "SI204",
        "Model 'public.m' has the booster 'gblinear', which cannot be evaluated here.", "Train it without, or export the model to ONNX.")]
    [InlineData("graphs/regression.onnx", "float8", "SETTINGS (FORMAT XGBOOST)", Parameters, "SI203",
        "Model 'public.m' is not an XGBoost model that can be read: it is neither JSON nor UBJSON.",
        "Save the model again with booster.save_model('model.json') or 'model.ubj'.")]
    [InlineData("graphs/refused-scaler.onnx", "float8", "SETTINGS (EVALUATOR 'vector')", "a real, b real, c real, d real", "SI004",
        "Model 'public.m' cannot be computed by EVALUATOR 'vector': its graph has the operator 'Scaler'.",
        "Leave EVALUATOR out: 'auto' takes ONNX Runtime where a model is more than trees.")]
    public void What_cannot_be_is_refused(string file, string returns, string settings, string parameters, string code, string message, string hint)
    {
        var error = _work.Refused(ErrorConditions.Find(code)!, Create(File(file), returns, settings, parameters));
        Assert.Equal((message, hint), (error.Message, error.Hint));
    }

    [Fact]
    public void The_evaluator_of_trees_can_be_changed_and_answers_stay()
    {
        const string parameters = "a real, b real, c real, d real";
        _work.Run(Create(File("graphs/three-boosted.onnx"), "int", "SETTINGS (EVALUATOR 'vector', CACHE OFF)", parameters));
        const string query = "SELECT sum(f(i % 7 - 3, i % 5 - 2, i % 3 - 1, i % 11 / 4 - 1)) FROM range(5000) r(i)";
        var vector = _work.Run(query).Single;

        _work.Run("ALTER MODEL m SET (EVALUATOR 'onnxruntime')");
        Assert.Equal(vector, _work.Run(query).Single);
        _work.Run("ALTER MODEL m SET (EVALUATOR 'auto')");
        Assert.Equal(vector, _work.Run(query).Single);
    }
}
