using SqlInference.Inference.Pipelines;

namespace SqlInference.Training;

/// <summary>Problems in words.</summary>
public static class ProblemWords
{
    /// <summary>A problem as sentences name it.</summary>
    public static string Words(this ProblemType problem) => problem switch
    {
        ProblemType.Regression => "regression",
        ProblemType.BinaryClassification => "binary classification",
        ProblemType.MulticlassClassification => "multiclass classification",
        _ => "clustering",
    };
}
