using SqlInference.Inference.Pipelines;

namespace SqlInference.Training.Automatic;

/// <summary>AUTO OFF: the one thing to train, as a statement says.</summary>
public abstract record ToldLearner
{
    /// <summary>As SHOW MODEL names it.</summary>
    public abstract string ModelType { get; }

    /// <summary>Null where the target says.</summary>
    public abstract ProblemType? Problem { get; }

    /// <summary>What the clause OBJECTIVE names where that is minimised, and not what models are judged by; otherwise null.</summary>
    public virtual string? Objective => null;

    public abstract IReadOnlyList<KeyValuePair<string, string>> Hyperparameters { get; }

    /// <exception cref="Errors.SqlInferenceException">What is told does not go with the target.</exception>
    internal abstract Candidate Candidate(TrainingTask task);
}
