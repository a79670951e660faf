using SqlInference.Inference.Features;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>Has linear models know what a training row is like on average, which is what others are explained against.</summary>
static class TrainingMeans
{
    public static LinearEstimator Add(TrainingTask task, LinearEstimator linear, FeaturePlan features, CancellationToken cancellation) =>
        new(linear.Model, linear.Texts, new(OfFeatures(task, features), OfTexts(task, task.Target.Rows, linear, cancellation)));

    /// <summary>For each text what it adds to each margin, on average over some rows.</summary>
    public static IReadOnlyList<IReadOnlyList<double>> OfTexts(TrainingTask task, int[] rows, LinearEstimator linear, CancellationToken cancellation)
    {
        var texts = new List<double[]>();
        var first = linear.Model.DenseFeatures;
        foreach (var text in linear.Texts)
        {
            texts.Add(OfText(task, rows, linear.Model, text, first, cancellation));
            first += text.Vectorizer.Terms;
        }

        return texts;
    }

    static unsafe double[] OfFeatures(TrainingTask task, FeaturePlan plan)
    {
        var sums = new double[plan.Width];
        FeatureRows.ForEach(task.Table, task.Target.Rows, plan, (_, count, features) =>
        {
            for (var feature = 0; feature < sums.Length; feature++)
            {
                foreach (var value in new ReadOnlySpan<float>((float*)features + (long)feature * RowBlocks.Rows, count))
                    sums[feature] += float.IsNaN(value) ? 0 : value;
            }
        });
        return [.. sums.Select(sum => sum / task.Target.Rows.Length)];
    }

    static double[] OfText(TrainingTask task, int[] rows, LinearModel model, TextInput text, int first, CancellationToken cancellation)
    {
        var column = (TextTableColumn)task.Table.Columns[text.Input];
        var (scratch, margins, sums) = (new NgramScratch(), new float[model.Outputs], new double[model.Outputs]);
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            margins.AsSpan().Clear();
            model.AddText(text.Vectorizer, first, column[row], scratch, margins, stride: 1, row: 0);
            for (var output = 0; output < sums.Length; output++)
                sums[output] += margins[output];
        }

        return [.. sums.Select(sum => sum / rows.Length)];
    }
}
