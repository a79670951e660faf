using SqlInference.Errors;
using SqlInference.Training.Boosting;

namespace SqlInference.Training.Automatic;

/// <summary>What is tried for which data, the most promising first: time may run out.</summary>
static class Candidates
{
    // Of fewer rows perceptrons are as often worse as better; with more they take minutes, and trees learn what they do.
    const int FewestRowsForPerceptrons = 1000;
    const int MostRowsForPerceptrons = 50_000;

    /// <param name="notice">Told why something is not tried that might have been.</param>
    /// <exception cref="SqlInferenceException">Nothing can be tried.</exception>
    public static IReadOnlyList<Candidate> For(TrainingTask task, string? modelType, Action<string> notice)
    {
        var candidates = new List<Candidate>();
        if (modelType is null or "linear_learner")
            candidates.Add(new LinearCandidate(task));
        if (modelType is null or "xgboost")
            candidates.AddRange(Boosted(task, isWanted: modelType is not null, notice));
        if (modelType is "mlp" && !task.Recipes.HasFeatures)
            throw NothingButText("MLP");
        if (modelType is "mlp" || (modelType is null && SuitsPerceptrons(task)))
            candidates.Add(new PerceptronCandidate(new()));
        return candidates;
    }

    static bool SuitsPerceptrons(TrainingTask task) =>
        task.Recipes.HasFeatures && task.Recipes.Texts.Count == 0 && task.Target.Rows.Length is >= FewestRowsForPerceptrons and <= MostRowsForPerceptrons;

    static IEnumerable<Candidate> Boosted(TrainingTask task, bool isWanted, Action<string> notice)
    {
        if (!task.Recipes.HasFeatures)
            return isWanted ? throw NothingButText("XGBOOST") : [];

        try
        {
            XGBoostLibrary.Load();
        }
        catch (SqlInferenceException exception) when (exception.Condition == ErrorConditions.TrainingLibraryMissing && !isWanted)
        {
            notice($"Boosted trees are not tried: {exception.Message}");
            return [];
        }

        return BoostedTrees.For(task);
    }

    static SqlInferenceException NothingButText(string modelType) => new(ErrorConditions.InvalidClauseValue,
        $"MODEL_TYPE {modelType} learns from numbers, categories and times; the training query has nothing but text that is read word by word.",
        "Leave MODEL_TYPE out, or choose LINEAR_LEARNER.");
}
