using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>Takes rows through a pipeline, some at a time, up to the answers. Not thread-safe: each caller has one of its own.</summary>
public sealed unsafe class PipelineScorer : IDisposable
{
    /// <summary>Rows that are worked on at once: features and margins of so many stay in the processor's caches.</summary>
    public const int MostRows = 256;

    readonly Pipeline _pipeline;
    readonly NativeBuffer _features = new();
    readonly NativeBuffer _steps = new();
    readonly NativeBuffer _margins = new();
    readonly NativeBuffer _answers = new();
    readonly object?[] _estimators;

    public PipelineScorer(Pipeline pipeline)
    {
        _pipeline = pipeline;
        Floats(_features, pipeline.Members.Max(member => member.Features.Width));
        Floats(_steps, 2 * pipeline.Members.Max(member => member.Features.ScratchWidth));
        Floats(_margins, pipeline.Members.Max(member => member.Estimator.Outputs));
        _answers.Reserve((nuint)pipeline.Answers * MostRows * sizeof(double));
        _estimators = [.. pipeline.Members.Select(member => member.Estimator.CreateScratch())];
    }

    /// <summary>A number, or the probability of each class, for the rows that were answered last: <c>answer * MostRows + row</c>.</summary>
    public ReadOnlySpan<double> Answers => new(_answers.Pointer, _pipeline.Answers * MostRows);

    /// <summary>Answers up to <see cref="MostRows"/> rows from <paramref name="start"/> on.</summary>
    public void Answer(ColumnBatch batch, int start, int rows)
    {
        var (features, margins) = ((nint)_features.Pointer, (nint)_margins.Pointer);
        new Span<double>(_answers.Pointer, _pipeline.Answers * MostRows).Clear();
        for (var i = 0; i < _pipeline.Members.Count; i++)
        {
            var (weight, plan, estimator, link) = _pipeline.Members[i];
            plan.Fill(batch, start, rows, (float*)features, (float*)_steps.Pointer, MostRows);
            estimator.Score(new(batch, start, rows, features, MostRows), _estimators[i], (float*)margins);
            Links.Add(link, (float*)margins, estimator.Outputs, weight, (double*)_answers.Pointer, rows, MostRows);
        }
    }

    /// <summary>The class that the answers of each row speak for.</summary>
    public void Decide(Span<int> classes)
    {
        var answers = Answers;
        var target = _pipeline.Target;
        for (var row = 0; row < classes.Length; row++)
        {
            var (best, highest) = (0, double.NegativeInfinity);
            for (var label = 0; label < target.Labels.Count; label++)
            {
                var value = answers[label * MostRows + row] * (target.ClassWeights?[label] ?? 1);
                if (value > highest)
                    (best, highest) = (label, value);
            }

            classes[row] = best;
        }
    }

    public void Dispose()
    {
        _features.Dispose();
        _steps.Dispose();
        _margins.Dispose();
        _answers.Dispose();
        foreach (var scratch in _estimators)
            (scratch as IDisposable)?.Dispose();
    }

    static void Floats(NativeBuffer buffer, int columns) => buffer.Reserve((nuint)Math.Max(1, columns) * MostRows * sizeof(float));
}
