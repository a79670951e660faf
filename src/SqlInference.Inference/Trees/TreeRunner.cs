using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Trees;

/// <summary>Takes a batch through an ensemble, some hundred rows at a time.</summary>
sealed unsafe class TreeRunner(TreePlan plan) : IModelRunner
{
    const int StepRows = 1024;

    /// <summary>Not a power of two, which would put the same row of all features into the same set of the cache.</summary>
    const int MostStride = StepRows + 16;

    readonly NativeBuffer _features = new();
    readonly NativeBuffer _scratch = new();
    readonly NativeBuffer _sums = new();

    public void Run(ColumnBatch batch, ResultColumns results, CancellationToken cancellation)
    {
        var wanted = false;
        for (var i = 0; i < plan.Answers.Count; i++)
        {
            results[i]?.Reset(plan.Answers[i].Type, batch.RowCount);
            wanted |= results[i] != null;
        }

        var stride = Math.Min(MostStride, batch.RowCount + 16);
        var features = (float*)_features.Reserve((nuint)plan.Features.Width * (nuint)stride * sizeof(float));
        var sums = (float*)_sums.Reserve((nuint)plan.Ensemble.Outputs * (nuint)stride * sizeof(float));
        var scratch = _scratch.Reserve(plan.Features.ScratchBytes(StepRows));
        for (var start = 0; wanted && start < batch.RowCount; start += StepRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(StepRows, batch.RowCount - start);
            plan.Features.Fill(batch, start, rows, features, stride, scratch);
            plan.Evaluator.Evaluate(features, stride, rows, sums, stride);
            for (var i = 0; i < plan.Answers.Count; i++)
            {
                if (results[i] is { } column)
                    plan.Answers[i].Write(sums, stride, rows, column, start);
            }
        }
    }

    public void Dispose()
    {
        _features.Dispose();
        _scratch.Dispose();
        _sums.Dispose();
    }
}
