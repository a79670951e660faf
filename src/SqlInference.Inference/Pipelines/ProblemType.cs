namespace SqlInference.Inference.Pipelines;

/// <summary>What a model predicts.</summary>
public enum ProblemType
{
    Regression,
    BinaryClassification,
    MulticlassClassification,
}
