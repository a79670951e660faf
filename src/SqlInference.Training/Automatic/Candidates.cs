namespace SqlInference.Training.Automatic;

/// <summary>What is tried for which data, the most promising first: time may run out.</summary>
static class Candidates
{
    public static IReadOnlyList<Candidate> For(TrainingTask task, string? modelType)
    {
        var candidates = new List<Candidate>();
        if (modelType is null or "linear_learner")
            candidates.Add(new LinearCandidate(task));
        if (modelType is null or "xgboost" && task.Recipes.HasFeatures)
            candidates.AddRange(BoostedTrees.For(task));
        return candidates;
    }
}
