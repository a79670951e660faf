using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Training.Automatic;
using SqlInference.Training.Boosting;
using SqlInference.Training.Linear;
using ProblemType = SqlInference.Inference.Pipelines.ProblemType;

namespace SqlInference.Service.Statements.Creation;

/// <summary>What the clauses of CREATE MODEL … TARGET say, and which of them go together.</summary>
static class PredictorClauses
{
    /// <summary>The options of AUTO OFF; null where the model is found out.</summary>
    /// <exception cref="SqlInferenceException">Clauses contradict each other, or ask for what cannot be trained.</exception>
    public static ToldLearner? Check(TrainSource source, string engine)
    {
        if (source.Target is null)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, "CREATE MODEL … FROM a query needs a TARGET: the column that is to be predicted.",
                "Add TARGET column; without one only MODEL_TYPE KMEANS and RANDOM_CUT_FOREST learn.");
        }

        if (source.Function is null)
            throw NoUse("a missing FUNCTION", "only FORECAST models do without a function");
        if (source.Auto == false)
            return Told(source);
        if (source.Hyperparameters is { Count: > 0 })
            throw NoUse("HYPERPARAMETERS", "with AUTO ON they are found by trying; AUTO OFF takes them as stated");
        return null;
    }

    /// <summary>As the catalog has it.</summary>
    public static string? ModelType(TrainSource source) => source.ModelType switch
    {
        Language.ModelType.XGBoost => "xgboost",
        Language.ModelType.LinearLearner => "linear_learner",
        Language.ModelType.Mlp => "mlp",
        _ => null,
    };

    public static ProblemType? Problem(TrainSource source) => source.ProblemType switch
    {
        Language.ProblemType.Regression => ProblemType.Regression,
        Language.ProblemType.BinaryClassification => ProblemType.BinaryClassification,
        Language.ProblemType.MulticlassClassification => ProblemType.MulticlassClassification,
        _ => null,
    };

    static ToldLearner Told(TrainSource source)
    {
        var hyperparameters = (source.Hyperparameters ?? []).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value));
        return source.ModelType switch
        {
            Language.ModelType.XGBoost => Booster(source, hyperparameters),
            Language.ModelType.LinearLearner => new LinearLearner(LinearSettings.Read(Problem(source), hyperparameters)),
            _ => throw NoUse("AUTO OFF", "only MODEL_TYPE XGBOOST, LINEAR_LEARNER, KMEANS and RANDOM_CUT_FOREST are trained as stated"),
        };
    }

    static BoosterLearner Booster(TrainSource source, IEnumerable<KeyValuePair<string, string>> hyperparameters)
    {
        XGBoostLibrary.Load();
        var problem = Problem(source);
        var objective = source.Objective is { } name ? BoosterObjectives.Find(name) : BoosterObjectives.For(problem ?? ProblemType.Regression);
        if (problem is { } stated && stated != objective.Problem)
            throw NoUse($"PROBLEM_TYPE {Choices.ProblemType.KeywordOf(source.ProblemType!.Value)}", $"objective {objective.Name} is for another one");
        return new(BoosterHyperparameters.Read(objective, source.Objective is not null, hyperparameters));
    }

    static SqlInferenceException NoUse(string clause, string why) => ClauseConflict.NoUse("This CREATE MODEL", clause, why);
}
