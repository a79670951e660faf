using SqlInference.Training.Metrics;

namespace SqlInference.Training.Automatic;

/// <summary>Finds what the probability of each class should count for, so that an objective is met best.</summary>
static class ClassWeights
{
    const int Rounds = 3;

    // With more classes than this each has too few rows to tell its weight.
    const int MostClasses = 50;

    static readonly double[] Factors = [0.5, 0.7, 0.8, 0.9, 1.1, 1.25, 1.4, 2];

    /// <summary>Null where likelihood alone is best.</summary>
    public static IReadOnlyList<double>? Find(ObjectiveMetric objective, HeldOutAnswers answers, Judgement judgement)
    {
        // Accuracy is best where the likeliest class is chosen; the area under the curve does not choose.
        if ((objective != ObjectiveMetric.F1 && objective != ObjectiveMetric.F1Macro) || answers.Width > MostClasses)
            return null;
        var weights = new double[answers.Width];
        Array.Fill(weights, 1);
        var (plain, best) = (judgement.Score(objective, answers, null), double.NegativeInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            var before = best;
            for (var label = 0; label < weights.Length; label++)
                best = Improve(objective, answers, judgement, weights, label, Math.Max(best, plain));
            if (best <= before)
                break;
        }

        return best > plain ? weights : null;
    }

    static double Improve(ObjectiveMetric objective, HeldOutAnswers answers, Judgement judgement, double[] weights, int label, double best)
    {
        var (start, chosen) = (weights[label], weights[label]);
        foreach (var factor in Factors)
        {
            weights[label] = start * factor;
            var score = judgement.Score(objective, answers, weights);
            if (score > best)
                (best, chosen) = (score, weights[label]);
        }

        weights[label] = chosen;
        return best;
    }
}
