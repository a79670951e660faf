using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>Some rows on their way through an estimator: their features, and the arguments for those that read them on their own.</summary>
/// <param name="Features"><c>Features[feature * Stride + row]</c>.</param>
public readonly unsafe record struct FeatureBlock(ColumnBatch Arguments, int Start, int Rows, nint Features, int Stride)
{
    public float* Values => (float*)Features;
}
