namespace SqlInference.Inference.Pipelines;

/// <summary>What a model predicts.</summary>
public enum ProblemType
{
    Regression,
    BinaryClassification,
    MulticlassClassification,

    /// <summary>Nothing was to be predicted: rows that are alike are found.</summary>
    Clustering,
}
