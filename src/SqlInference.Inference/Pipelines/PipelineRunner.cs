using SqlInference.Inference.Explanations;

namespace SqlInference.Inference.Pipelines;

/// <summary>What one call of a pipeline needs for itself; for explanations, which few ask for, from the first of them on.</summary>
sealed class PipelineRunner(Pipeline pipeline) : IDisposable
{
    ExplanationDocuments? _explanations;

    public PipelineScorer Scorer { get; } = new(pipeline);

    public ExplanationDocuments Explanations => _explanations ??= new(pipeline);

    public void Dispose()
    {
        Scorer.Dispose();
        _explanations?.Dispose();
    }
}
