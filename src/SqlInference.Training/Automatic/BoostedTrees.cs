using System.Globalization;
using SqlInference.Training.Boosting;

namespace SqlInference.Training.Automatic;

/// <summary>Boosted trees of some shapes, with as many rounds as help.</summary>
static class BoostedTrees
{
    const int MostRounds = 1000;
    const int PatientRounds = 30;

    // Of classes times texts: more would be as many features again, in each of the trees of each class.
    const int MostScores = 50;

    public static IEnumerable<Candidate> For(TrainingTask task)
    {
        (string Name, BoosterOptions Options)[] shapes =
        [
            Of(task, depth: 4, learningRate: 0.05, share: 0.8, minChildWeight: 5),
            Of(task, depth: 6, learningRate: 0.1, share: 0.8, minChildWeight: 1),
            Of(task, depth: 3, learningRate: 0.1, share: 0.8, minChildWeight: 1),
        ];
        foreach (var shape in shapes)
            yield return new BoosterCandidate([shape]);
        if (task.Recipes.Texts.Count * Math.Max(1, task.Target.Classes) is > 0 and <= MostScores)
            yield return new BoosterCandidate([.. shapes.Select(shape => ($"{shape.Name}, with texts", shape.Options))], seesTexts: true);
    }

    static (string, BoosterOptions) Of(TrainingTask task, int depth, double learningRate, double share, double minChildWeight)
    {
        var objective = BoosterObjectives.For(task.Target.Problem);
        return (string.Create(CultureInfo.InvariantCulture, $"xgboost, depth {depth}, eta {learningRate}"), new()
        {
            Objective = objective,
            Classes = objective.NeedsClasses ? task.Target.Classes : null,
            Rounds = MostRounds,
            EarlyStoppingRounds = PatientRounds,
            Seed = (int)(task.Seed % int.MaxValue),
            Parameters = new Dictionary<string, string>
            {
                ["max_depth"] = Text(depth),
                ["eta"] = Text(learningRate),
                ["subsample"] = Text(share),
                ["colsample_bytree"] = Text(share),
                ["min_child_weight"] = Text(minChildWeight),
                ["tree_method"] = "hist",
            },
        });
    }

    static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
