namespace SqlInference.Training.Automatic;

/// <summary>A mixture of trials, and how it did on rows that none of them had seen.</summary>
/// <param name="Parts">With weights that add up to 1.</param>
sealed record Blend(IReadOnlyList<(Trial Trial, double Weight)> Parts, HeldOutAnswers Answers, double Score)
{
    const int MostParts = 3;

    // A mixture costs the time of all its parts: it has to be worth it.
    const double WorthIt = 0.003;

    static readonly double[] Shares = [0.2, 0.35, 0.5];

    /// <summary>Begins with the best trial, and mixes the best of other candidates in as long as that helps.</summary>
    public static Blend Find(IReadOnlyList<Trial> trials, Judgement judgement)
    {
        var others = trials.GroupBy(trial => trial.Candidate).Select(variants => variants.MaxBy(trial => trial.Score)!).ToList();
        var first = others.MaxBy(trial => trial.Score)!;
        if (others.Where(trial => !trial.Candidate.CostsMore).MaxBy(trial => trial.Score) is { } plain && !IsWorthIt(first.Score, plain.Score))
            first = plain;
        var best = new Blend([(first, 1)], first.Answers, first.Score);
        while (best.Parts.Count < MostParts && Better(best) is { } better)
            best = better;
        return best;

        Blend? Better(Blend blend)
        {
            var found = others.Where(trial => blend.Parts.All(part => part.Trial != trial))
                .SelectMany(trial => Shares.Select(share => Judge([.. blend.Parts.Select(part => (part.Trial, part.Weight * (1 - share))), (trial, share)])))
                .MaxBy(each => each.Score);
            return found is not null && IsWorthIt(found.Score, blend.Score) ? found : null;
        }

        static bool IsWorthIt(double score, double than) => score - than > WorthIt * Math.Abs(than);

        Blend Judge(IReadOnlyList<(Trial Trial, double Weight)> parts)
        {
            var answers = HeldOutAnswers.Mix([.. parts.Select(part => (part.Weight, part.Trial.Answers))]);
            return new(parts, answers, judgement.Score(answers));
        }
    }
}
