using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>Scores rows with a trained pipeline, on the calling thread.</summary>
public sealed class PipelineBackend : IModelBackend
{
    const int PredictionOutput = 0;
    const int ProbabilitiesOutput = 1;

    readonly Pipeline _pipeline;
    readonly LabelColumn _labels;
    readonly RunnerPool<PipelineScorer> _scorers;

    public PipelineBackend(Pipeline pipeline)
    {
        _pipeline = pipeline;
        _labels = new(pipeline.Target);
        _scorers = new(() => new(pipeline), Concurrency, pipeline);
        MemoryBytes = pipeline.Members.Sum(member => member.Estimator.MemoryBytes);
    }

    public ModelSignature Signature => _pipeline.Signature;

    public int MaxBatchRows => 8192;

    public int Concurrency { get; } = Environment.ProcessorCount;

    public long MemoryBytes { get; }

    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        var scorer = _scorers.Rent();
        try
        {
            Run(scorer, input, results, cancellation);
            return ValueTask.CompletedTask;
        }
        finally
        {
            _scorers.Return(scorer);
        }
    }

    /// <summary>Calls under way finish first; the last of them lets go of the model.</summary>
    public void Dispose() => _scorers.Dispose();

    void Run(PipelineScorer scorer, ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        for (var output = 0; output < Signature.Outputs.Count; output++)
            results[output]?.Reset(Signature.Outputs[output].Type, input.RowCount);
        for (var start = 0; start < input.RowCount; start += PipelineScorer.MostRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(PipelineScorer.MostRows, input.RowCount - start);
            scorer.Answer(input, start, rows);
            if (results[PredictionOutput] is { } predictions)
                WritePredictions(scorer, start, rows, predictions);
            if (results.Count > ProbabilitiesOutput && results[ProbabilitiesOutput] is { } probabilities)
                WriteProbabilities(scorer, rows, probabilities.Span<double>()[(start * _pipeline.Answers)..]);
        }
    }

    void WritePredictions(PipelineScorer scorer, int start, int rows, ColumnBuffer predictions)
    {
        if (_pipeline.Target.Problem == ProblemType.Regression)
        {
            scorer.Answers[..rows].CopyTo(predictions.Span<double>()[start..]);
            return;
        }

        Span<int> classes = stackalloc int[rows];
        scorer.Decide(classes);
        _labels.Write(classes, predictions, start);
    }

    void WriteProbabilities(PipelineScorer scorer, int rows, Span<double> probabilities)
    {
        var answers = scorer.Answers;
        for (var row = 0; row < rows; row++)
        {
            for (var label = 0; label < _pipeline.Answers; label++)
                probabilities[row * _pipeline.Answers + label] = answers[label * PipelineScorer.MostRows + row];
        }
    }
}
