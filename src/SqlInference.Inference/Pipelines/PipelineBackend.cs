using System.Collections.Concurrent;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>Scores rows with a trained pipeline, on the calling thread.</summary>
public sealed class PipelineBackend(Pipeline pipeline) : IModelBackend
{
    const int PredictionOutput = 0;
    const int ProbabilitiesOutput = 1;

    readonly LabelColumn _labels = new(pipeline.Target);
    readonly ConcurrentBag<PipelineScratch> _scratch = [];

    public ModelSignature Signature => pipeline.Signature;

    public int MaxBatchRows => 8192;

    public int Concurrency { get; } = Environment.ProcessorCount;

    public long MemoryBytes { get; } = pipeline.Members.Sum(member => member.Estimator.MemoryBytes);

    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        if (!_scratch.TryTake(out var scratch))
            scratch = new(pipeline);
        Start(results, input.RowCount);
        for (var start = 0; start < input.RowCount; start += PipelineScratch.BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(PipelineScratch.BlockRows, input.RowCount - start);
            PipelineScorer.Answer(pipeline, input, start, rows, scratch);
            Write(scratch, start, rows, results);
        }

        // A scratch whose run failed is left to the garbage collector.
        _scratch.Add(scratch);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        while (_scratch.TryTake(out var scratch))
            scratch.Dispose();
    }

    void Start(ResultColumns results, int rows)
    {
        for (var output = 0; output < Signature.Outputs.Count; output++)
            results[output]?.Reset(Signature.Outputs[output].Type, rows);
    }

    unsafe void Write(PipelineScratch scratch, int start, int rows, ResultColumns results)
    {
        if (pipeline.Target.Problem == ProblemType.Regression)
        {
            if (results[PredictionOutput] is { } numbers)
                new ReadOnlySpan<double>(scratch.Answers, rows).CopyTo(numbers.Span<double>()[start..]);
            return;
        }

        if (results[PredictionOutput] is { } predictions)
        {
            Span<int> classes = stackalloc int[rows];
            PipelineScorer.Decide(pipeline.Target, scratch.Answers, rows, classes);
            _labels.Write(classes, predictions, start);
        }

        if (results[ProbabilitiesOutput] is { } probabilities)
            WriteProbabilities(scratch.Answers, start, rows, probabilities.Span<double>());
    }

    unsafe void WriteProbabilities(double* answers, int start, int rows, Span<double> probabilities)
    {
        var labels = pipeline.Target.Labels.Count;
        for (var row = 0; row < rows; row++)
        {
            for (var label = 0; label < labels; label++)
                probabilities[(start + row) * labels + label] = answers[label * PipelineScratch.BlockRows + row];
        }
    }
}
