using SqlInference.Training.Metrics;

namespace SqlInference.Training.Automatic;

/// <summary>A mixture of candidates, and how it did on rows that none of them had seen.</summary>
/// <param name="Parts">Positions among the trials, and weights that add up to 1.</param>
sealed record Blend(IReadOnlyList<(int Trial, double Weight)> Parts, HeldOutAnswers Answers, IReadOnlyList<double>? ClassWeights, double Score)
{
    const int MostParts = 3;

    // A mixture costs the time of all its parts: it has to be worth it.
    const double WorthIt = 0.002;

    static readonly double[] Shares = [0.2, 0.35, 0.5];

    /// <summary>Begins with the best candidate, and mixes others in as long as that helps.</summary>
    public static Blend Find(IReadOnlyList<HeldOutAnswers> trials, ObjectiveMetric objective, Judgement judgement)
    {
        var best = Enumerable.Range(0, trials.Count).Select(trial => Judge([(trial, 1)])).MaxBy(blend => blend.Score)!;
        while (best.Parts.Count < MostParts && Better(best) is { } better)
            best = better;
        return best;

        Blend? Better(Blend blend)
        {
            var others = Enumerable.Range(0, trials.Count).Where(trial => blend.Parts.All(part => part.Trial != trial));
            var found = others.SelectMany(trial => Shares.Select(share =>
                Judge([.. blend.Parts.Select(part => (part.Trial, part.Weight * (1 - share))), (trial, share)]))).MaxBy(each => each.Score);
            return found is not null && found.Score - blend.Score > WorthIt * Math.Abs(blend.Score) ? found : null;
        }

        Blend Judge(IReadOnlyList<(int Trial, double Weight)> parts)
        {
            var answers = parts.Count == 1 ? trials[parts[0].Trial] : HeldOutAnswers.Mix([.. parts.Select(part => (part.Weight, trials[part.Trial]))]);
            var weights = Automatic.ClassWeights.Find(objective, answers, judgement);
            return new(parts, answers, weights, judgement.Score(objective, answers, weights));
        }
    }
}
