namespace SqlInference.Training;

/// <summary>What is predicted.</summary>
public enum TrainingProblem
{
    Regression,
    BinaryClassification,
    MulticlassClassification,
}

public static class TrainingProblems
{
    /// <summary>As one says it in a sentence.</summary>
    public static string Words(this TrainingProblem problem) => problem switch
    {
        TrainingProblem.Regression => "regression",
        TrainingProblem.BinaryClassification => "binary classification",
        _ => "multiclass classification",
    };
}
