using System.Globalization;
using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Boosting;

namespace SqlInference.Training.Automatic;

/// <summary>XGBoost as told.</summary>
public sealed record BoosterLearner(BoosterOptions Options) : ToldLearner
{
    public override string ModelType => "xgboost";

    public override ProblemType? Problem => Options.Objective.Problem;

    public override string Objective => Options.Objective.Name;

    public override IReadOnlyList<KeyValuePair<string, string>> Hyperparameters =>
    [
        new("num_round", Options.Rounds.ToString(CultureInfo.InvariantCulture)),
        new("objective", Options.Objective.Name),
        .. Options.Classes is { } classes ? [new("num_class", classes.ToString(CultureInfo.InvariantCulture))] : Array.Empty<KeyValuePair<string, string>>(),
        .. Options.Parameters,
    ];

    internal override Candidate Candidate(TrainingTask task)
    {
        if (!Options.Objective.NeedsClasses)
            return new BoosterCandidate([(ModelType, Options)]);
        // Labels need not be numbers from 0 on, so num_class only has to be large enough.
        if (Options.Classes < task.Target.Classes)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"Hyperparameter num_class is {Options.Classes}, but the target has {task.Target.Classes} classes.", "Leave num_class out, or raise it.");
        }

        return new BoosterCandidate([(ModelType, Options with { Classes = task.Target.Classes })]);
    }
}
