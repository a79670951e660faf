namespace SqlInference.Server.SageMaker;

/// <summary>What SageMaker's algorithms call their answers.</summary>
enum AnswerKind
{
    /// <summary>Random cut forest: <c>{"scores": [{"score": 0.9}]}</c>.</summary>
    AnomalyScore,

    /// <summary>Regression: <c>{"predictions": [{"score": 0.9}]}</c>.</summary>
    Number,

    /// <summary>Classification: <c>{"predictions": [{"predicted_label": 5}]}</c>.</summary>
    Label,
}
