using SqlInference.Inference.Columns;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Boosting;
using SqlInference.Training.Features;

namespace SqlInference.Training.Tests.Boosting;

/// <summary>Our Shapley values of trees against XGBoost's own, on rows with missing values.</summary>
public sealed class ContributionTests
{
    [Theory]
    [InlineData("reg:squarederror", 60, 6, "gbtree")]
    [InlineData("binary:logistic", 30, 10, "gbtree")]
    [InlineData("multi:softprob", 15, 4, "gbtree")]
    [InlineData("count:poisson", 20, 3, "dart")]
    public void Contributions_are_those_of_XGBoost(string objective, int rounds, int depth, string booster)
    {
        Func<bool, BoosterData> data = objective switch { "binary:logistic" => Abalone.Adults, "multi:softprob" => Abalone.Sexes, _ => Abalone.Rings };
        var options = BoosterHyperparameters.Read(BoosterObjectives.Find(objective), isStated: true,
            [new("num_round", $"{rounds}"), new("max_depth", $"{depth}"), new("booster", booster), .. objective == "multi:softprob" ? [KeyValuePair.Create("num_class", "3")] : Array.Empty<KeyValuePair<string, string>>()]);
        var model = new BoosterTrainer(options).Train(data(false)).Model;
        var rows = data(true).First(200).Dense!;
        using var predictor = new BoosterPredictor(model);
        var expected = predictor.Contributions(rows);
        var margins = predictor.Margins(rows);

        using var estimator = new TreesEstimator(model);
        var explainer = estimator.CreateExplainer([.. Enumerable.Range(0, Abalone.Features).Select(feature => new InputShare[] { new(feature, 1) })], Abalone.Features);
        var values = Explain(explainer, rows);

        var (outputs, width) = (explainer.Expected.Count, Abalone.Features + 1);
        Assert.Equal(rows.Rows * outputs * width, expected.Length);
        for (var row = 0; row < rows.Rows; row++)
        {
            for (var output = 0; output < outputs; output++)
            {
                var sum = explainer.Expected[output];
                for (var feature = 0; feature < Abalone.Features; feature++)
                {
                    var value = values[(output * Abalone.Features + feature) * rows.Rows + row];
                    sum += value;
                    Assert.Equal(expected[(row * outputs + output) * width + feature], value, 1e-4);
                }

                Assert.Equal(expected[(row * outputs + output) * width + Abalone.Features], explainer.Expected[output], 1e-4);
                Assert.Equal(margins[row * outputs + output], sum, 1e-4);
            }
        }
    }

    static unsafe double[] Explain(MarginExplainer explainer, FeatureMatrix rows)
    {
        var features = new float[rows.Values.Length];
        for (var i = 0; i < features.Length; i++)
            features[i % rows.Features * rows.Rows + i / rows.Features] = rows.Values[i];
        var values = new double[explainer.Expected.Count * rows.Features * rows.Rows];
        fixed (float* from = features)
        fixed (double* to = values)
            explainer.Add(new FeatureBlock(new ColumnBatch(0), 0, rows.Rows, (nint)from, rows.Rows), 1, to);
        return values;
    }
}
