using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>Scores rows with a trained pipeline, on the calling thread.</summary>
public sealed class PipelineBackend : IModelBackend
{
    const int PredictionOutput = 0;

    readonly Pipeline _pipeline;
    readonly LabelColumn _labels;
    readonly int _probabilities;
    readonly int _distance;
    readonly int _explanation;
    readonly RunnerPool<PipelineRunner> _runners;

    public PipelineBackend(Pipeline pipeline)
    {
        _pipeline = pipeline;
        _labels = new(pipeline.Target);
        _probabilities = OutputNamed(Pipeline.Probabilities);
        _distance = OutputNamed(Pipeline.Distance);
        _explanation = OutputNamed(Pipeline.Explanation);
        _runners = new(() => new(pipeline), Concurrency, pipeline);
        MemoryBytes = pipeline.Members.Sum(member => member.Estimator.MemoryBytes);
    }

    public ModelSignature Signature => _pipeline.Signature;

    public int MaxBatchRows => 8192;

    public int Concurrency { get; } = Environment.ProcessorCount;

    public long MemoryBytes { get; }

    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        var runner = _runners.Rent();
        try
        {
            Run(runner, input, results, cancellation);
            return ValueTask.CompletedTask;
        }
        finally
        {
            _runners.Return(runner);
        }
    }

    /// <summary>Calls under way finish first; the last of them lets go of the model.</summary>
    public void Dispose() => _runners.Dispose();

    int OutputNamed(string name) => Signature.Outputs.ToList().FindIndex(output => output.Name == name);

    /// <summary>Null where the output is not wanted, or the pipeline has none of that kind.</summary>
    static ColumnBuffer? Wanted(ResultColumns results, int output) => output >= 0 && output < results.Count ? results[output] : null;

    void Run(PipelineRunner runner, ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        var scorer = runner.Scorer;
        for (var output = 0; output < Signature.Outputs.Count; output++)
            Wanted(results, output)?.Reset(Signature.Outputs[output].Type, input.RowCount);
        for (var start = 0; start < input.RowCount; start += PipelineScorer.MostRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(PipelineScorer.MostRows, input.RowCount - start);
            scorer.Answer(input, start, rows);
            if (Wanted(results, PredictionOutput) is { } predictions)
                WritePredictions(scorer, start, rows, predictions);
            if (Wanted(results, _probabilities) is { } probabilities)
                WriteProbabilities(scorer, rows, probabilities.Span<double>()[(start * _pipeline.Answers)..]);
            if (Wanted(results, _distance) is { } distances)
                WriteDistances(scorer, distances.Span<double>().Slice(start, rows));
            if (Wanted(results, _explanation) is { } explanations)
                runner.Explanations.Write(scorer, input, start, rows, explanations);
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

    static void WriteDistances(PipelineScorer scorer, Span<double> distances)
    {
        Span<int> nearest = stackalloc int[distances.Length];
        scorer.Decide(nearest);
        for (var row = 0; row < distances.Length; row++)
            distances[row] = Math.Sqrt(-scorer.Answers[nearest[row] * PipelineScorer.MostRows + row]);
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
