namespace SqlInference.Training;

/// <summary>What is predicted.</summary>
public enum TrainingProblem
{
    Regression,
    BinaryClassification,
    MulticlassClassification,
}
