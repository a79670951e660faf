namespace SqlInference.Inference.Onnx;

/// <summary>How many values per row an operator reads from an input of the model, told from its attributes.</summary>
/// <param name="IsExact">False for trees, which need not use the last columns.</param>
readonly record struct FeatureCount(int Count, bool IsExact)
{
    public bool Allows(int width) => IsExact ? width == Count : width >= Count;
}
