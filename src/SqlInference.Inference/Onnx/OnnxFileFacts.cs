namespace SqlInference.Inference.Onnx;

/// <summary>What <see cref="OnnxModelInspector"/> finds in a model without loading it.</summary>
sealed record OnnxFileFacts
{
    /// <summary>External data: the location as written in the model, and how many bytes its file must have.</summary>
    public IReadOnlyDictionary<string, long> ExternalData { get; init; } = new Dictionary<string, long>();

    /// <summary>The class labels of every operator that has some, in the order of the file.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ClassLabels { get; init; } = [];

    /// <summary>Domain and type of the operators that occur; the standard domain is the empty text.</summary>
    public IReadOnlySet<(string Domain, string Type)> Operators { get; init; } = new HashSet<(string, string)>();

    /// <summary>How many values per row the model's operators read, by input of the model.</summary>
    public IReadOnlyDictionary<string, FeatureCount> FeatureCounts { get; init; } = new Dictionary<string, FeatureCount>();

    /// <summary>The model's inputs, those that have a value already included.</summary>
    public IReadOnlyList<(string Name, bool IsText)> Inputs { get; init; } = [];

    public bool HasZipMap => Operators.Contains(("ai.onnx.ml", "ZipMap"));
}
