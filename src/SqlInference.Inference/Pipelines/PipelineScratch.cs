using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>What one caller of a pipeline needs for itself.</summary>
sealed unsafe class PipelineScratch : IDisposable
{
    /// <summary>Rows that are worked on at once: features and margins of so many stay in the processor's caches.</summary>
    public const int BlockRows = 256;

    readonly NativeBuffer _features = new();
    readonly NativeBuffer _steps = new();
    readonly NativeBuffer _margins = new();
    readonly NativeBuffer _answers = new();

    public PipelineScratch(Pipeline pipeline)
    {
        Features = Floats(_features, pipeline.Members.Max(member => member.Features.Width));
        Steps = Floats(_steps, 2 * pipeline.Members.Max(member => member.Features.ScratchWidth));
        Margins = Floats(_margins, pipeline.Members.Max(member => member.Estimator.Outputs));
        Answers = (double*)_answers.Reserve((nuint)pipeline.Answers * BlockRows * sizeof(double));
        Estimators = [.. pipeline.Members.Select(member => member.Estimator.CreateScratch())];
    }

    public float* Features { get; }

    public float* Steps { get; }

    public float* Margins { get; }

    public double* Answers { get; }

    /// <summary>For the estimator of each member.</summary>
    public object?[] Estimators { get; }

    public void Dispose()
    {
        _features.Dispose();
        _steps.Dispose();
        _margins.Dispose();
        _answers.Dispose();
        foreach (var scratch in Estimators)
            (scratch as IDisposable)?.Dispose();
    }

    static float* Floats(NativeBuffer buffer, int columns) =>
        (float*)buffer.Reserve((nuint)Math.Max(1, columns) * BlockRows * sizeof(float));
}
