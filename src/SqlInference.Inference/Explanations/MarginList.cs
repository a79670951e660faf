using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>The margins of rows of features that come one by one and are scored some at a time. Not thread-safe.</summary>
/// <param name="estimator">Makes its margins of the features alone.</param>
/// <param name="rows">The most there are.</param>
sealed unsafe class MarginList(Estimator estimator, int features, int rows)
{
    const int Stride = PipelineScorer.MostRows;

    readonly float[] _features = new float[features * Stride];
    readonly float[] _scored = new float[estimator.Outputs * Stride];
    readonly float[] _margins = new float[rows * estimator.Outputs];
    readonly object? _scratch = estimator.CreateScratch();
    int _waiting;
    int _done;

    /// <summary>The margins of a row, in the order in which they came.</summary>
    public ReadOnlySpan<float> this[int row] => _margins.AsSpan(row * estimator.Outputs, estimator.Outputs);

    /// <summary>Forgets what came.</summary>
    public void Begin() => (_waiting, _done) = (0, 0);

    public void Add(ReadOnlySpan<float> row)
    {
        for (var feature = 0; feature < row.Length; feature++)
            _features[feature * Stride + _waiting] = row[feature];
        if (++_waiting == Stride)
            End();
    }

    /// <summary>Scores what came last.</summary>
    public void End()
    {
        fixed (float* values = _features, margins = _scored)
            estimator.Score(new(null!, 0, _waiting, (nint)values, Stride), _scratch, margins);
        for (var row = 0; row < _waiting; row++, _done++)
        {
            for (var output = 0; output < estimator.Outputs; output++)
                _margins[_done * estimator.Outputs + output] = _scored[output * Stride + row];
        }

        _waiting = 0;
    }
}
