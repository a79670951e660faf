using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>Takes rows through a pipeline, block by block, up to the answers.</summary>
static unsafe class PipelineScorer
{
    const int Stride = PipelineScratch.BlockRows;

    /// <summary>Fills <c>scratch.Answers[answer * BlockRows + row]</c> for the rows from <paramref name="start"/> on.</summary>
    public static void Answer(Pipeline pipeline, ColumnBatch batch, int start, int rows, PipelineScratch scratch)
    {
        new Span<double>(scratch.Answers, pipeline.Answers * Stride).Clear();
        for (var i = 0; i < pipeline.Members.Count; i++)
        {
            var (weight, features, estimator, link) = pipeline.Members[i];
            features.Fill(batch, start, rows, scratch.Features, scratch.Steps, Stride);
            estimator.Score(new(batch, start, rows, (nint)scratch.Features, Stride), scratch.Estimators[i], scratch.Margins);
            Links.Add(link, scratch.Margins, estimator.Outputs, weight, scratch.Answers, rows, Stride);
        }
    }

    /// <summary>The class that each row's probabilities speak for.</summary>
    public static void Decide(PipelineTarget target, double* answers, int rows, Span<int> classes)
    {
        for (var row = 0; row < rows; row++)
        {
            var (best, highest) = (0, double.NegativeInfinity);
            for (var label = 0; label < target.Labels.Count; label++)
            {
                var value = answers[(long)label * Stride + row] * (target.ClassWeights?[label] ?? 1);
                if (value > highest)
                    (best, highest) = (label, value);
            }

            classes[row] = best;
        }
    }
}
