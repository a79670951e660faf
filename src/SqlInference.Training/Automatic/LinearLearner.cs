using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Linear;

namespace SqlInference.Training.Automatic;

/// <summary>A linear model as told.</summary>
public sealed record LinearLearner(LinearSettings Settings) : ToldLearner
{
    public override string ModelType => "linear_learner";

    public override ProblemType? Problem => Settings.Problem;

    public override IReadOnlyList<KeyValuePair<string, string>> Hyperparameters => Settings.Stated;

    internal override Candidate Candidate(TrainingTask task)
    {
        Settings.Check(task.Target.Problem);
        if (Settings.Classes < task.Target.Classes)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"Hyperparameter num_classes is {Settings.Classes}, but the target has {task.Target.Classes} classes.", "Leave num_classes out, or raise it.");
        }

        return new LinearCandidate(task, Settings);
    }
}
