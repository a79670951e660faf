using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Metrics;

namespace SqlInference.Training.Tests.Metrics;

public sealed class MetricsTests
{
    static readonly JsonElement Cases = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "metrics_sklearn.json"))).RootElement;

    static int[] Classes(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    // The fixture was made from single precision.
    static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => (double)value.GetSingle())];

    static void AssertClose(JsonElement element, string name, double actual)
    {
        var expected = element.GetProperty(name).GetDouble();
        Assert.Equal(expected, actual, 1e-12 * Math.Max(1, Math.Abs(expected)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Regression_is_judged_as_by_scikit_learn(int index)
    {
        var rows = Cases.GetProperty("regression")[index];
        var (truth, predicted) = (Numbers(rows, "truth"), Numbers(rows, "predicted"));
        AssertClose(rows, "mse", RegressionMetrics.MeanSquaredError(truth, predicted));
        AssertClose(rows, "rmse", RegressionMetrics.RootMeanSquaredError(truth, predicted));
        AssertClose(rows, "mae", RegressionMetrics.MeanAbsoluteError(truth, predicted));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_classes_are_judged_as_by_scikit_learn(int index)
    {
        var rows = Cases.GetProperty("binary")[index];
        var (truth, predicted, scores) = (Classes(rows, "truth"), Classes(rows, "predicted"), Numbers(rows, "scores"));
        AssertClose(rows, "accuracy", ClassificationMetrics.Accuracy(truth, predicted));
        AssertClose(rows, "f1", ClassificationMetrics.F1(truth, predicted));
        AssertClose(rows, "f1_macro", ClassificationMetrics.F1Macro(truth, predicted, 2));
        AssertClose(rows, "auc", ClassificationMetrics.Auc(truth, scores));
        // 1 - p is rounded to single precision.
        double[] probabilities = [.. scores.SelectMany(score => new[] { 1 - score, score })];
        Assert.Equal(rows.GetProperty("logloss").GetDouble(), ClassificationMetrics.LogLoss(truth, probabilities, 2), 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Several_classes_are_judged_as_by_scikit_learn(int index)
    {
        var rows = Cases.GetProperty("multiclass")[index];
        var (truth, predicted, classes) = (Classes(rows, "truth"), Classes(rows, "predicted"), rows.GetProperty("classes").GetInt32());
        AssertClose(rows, "accuracy", ClassificationMetrics.Accuracy(truth, predicted));
        AssertClose(rows, "f1_macro", ClassificationMetrics.F1Macro(truth, predicted, classes));
        AssertClose(rows, "logloss", ClassificationMetrics.LogLoss(truth, Numbers(rows, "probabilities"), classes));
    }

    [Fact]
    public void What_cannot_be_told_is_NaN()
    {
        Assert.Equal(double.NaN, RegressionMetrics.MeanSquaredError([], []));
        Assert.Equal(double.NaN, ClassificationMetrics.Accuracy([], []));
        Assert.Equal(double.NaN, ClassificationMetrics.F1([], []));
        Assert.Equal(double.NaN, ClassificationMetrics.F1Macro([], [], 3));
        Assert.Equal(double.NaN, ClassificationMetrics.Auc([1, 1], [0.1, 0.2]));
        Assert.Equal(double.NaN, ClassificationMetrics.Auc([0, 1], [0.1, double.NaN]));
    }

    [Fact]
    public void F1_is_0_where_nothing_is_found() => Assert.Equal(0, ClassificationMetrics.F1([0, 0], [0, 0]));

    [Fact]
    public void A_sure_and_wrong_prediction_is_costly_but_not_infinite() =>
        Assert.InRange(ClassificationMetrics.LogLoss([1], [1, 0], 2), 15, 17);

    [Theory]
    [InlineData("mse", "MSE")]
    [InlineData("F1Macro", "F1_Macro")]
    [InlineData("f1_macro", "F1_Macro")]
    [InlineData("ACCURACY", "Accuracy")]
    [InlineData("auc", "AUC")]
    public void Objectives_are_found_by_their_names(string name, string found) => Assert.Equal(found, ObjectiveMetric.Find(name).Name);

    [Fact]
    public void An_unknown_objective_is_refused()
    {
        var error = Assert.Throws<SqlInferenceException>(() => ObjectiveMetric.Find("R2"));
        Assert.Equal((ErrorConditions.InvalidClauseValue, "OBJECTIVE 'R2' is not known.", "Use MSE, Accuracy, F1, F1_Macro, AUC."), (error.Condition, error.Message, error.Hint));
    }

    [Theory]
    [InlineData("F1", ProblemType.Regression, "OBJECTIVE 'F1' does not go with regression.", "For regression use MSE.")]
    [InlineData("AUC", ProblemType.MulticlassClassification, "OBJECTIVE 'AUC' does not go with multiclass classification.", "For multiclass classification use Accuracy or F1_Macro.")]
    [InlineData("MSE", ProblemType.BinaryClassification, "OBJECTIVE 'MSE' does not go with binary classification.", "For binary classification use Accuracy or F1 or F1_Macro or AUC.")]
    public void An_objective_of_another_problem_is_refused(string name, ProblemType problem, string message, string hint)
    {
        var error = Assert.Throws<SqlInferenceException>(() => ObjectiveMetric.Find(name).Check(problem));
        Assert.Equal((message, hint), (error.Message, error.Hint));
    }

    [Fact]
    public void A_score_is_better_than_none()
    {
        Assert.True(ObjectiveMetric.MeanSquaredError.IsBetter(1, double.NaN));
        Assert.False(ObjectiveMetric.MeanSquaredError.IsBetter(double.NaN, 1));
        Assert.True(ObjectiveMetric.MeanSquaredError.IsBetter(1, 2));
        Assert.True(ObjectiveMetric.Auc.IsBetter(2, 1));
        // Clusters are judged by their distances alone.
        Assert.All(Enum.GetValues<ProblemType>().Where(problem => problem != ProblemType.Clustering), problem => ObjectiveMetric.For(problem).Check(problem));
    }
}
