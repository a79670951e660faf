namespace SqlInference.Training.Automatic;

/// <summary>
/// Finds what to add to the logarithm of each class's probability so that a score of the decisions is highest: class after class over
/// a grid, three times round, from several beginnings, since such scores have many places where no single change helps.
/// </summary>
static class DecisionOffsets
{
    const int Rounds = 3;

    // Offsets of one class from where it stands: -2.5 to 2.5 in steps of a tenth.
    const int Steps = 51;
    const double Least = -2.5, Step = 0.1;

    const double LeastProbability = 1e-12;

    // How far the beginnings make up for the classes' sizes: not at all, up to as if all were of one size.
    static readonly double[] Beginnings = [0, 0.25, 0.5, 0.75, 1];

    /// <param name="score">Of the counts of rows by true class and chosen class; more is better.</param>
    /// <param name="rows">The rows that may be looked at.</param>
    public static double[] Find(HeldOutAnswers answers, int[] truth, IReadOnlyList<int> rows, Func<int[], double> score)
    {
        var logs = rows.Select(row => Array.ConvertAll(answers.Of(row).ToArray(), static probability => Math.Log(Math.Max(probability, LeastProbability)))).ToArray();
        int[] labels = [.. rows.Select(row => truth[row])];
        var sizes = new int[answers.Width];
        foreach (var label in labels)
            sizes[label]++;
        var (best, bestOffsets) = (double.NegativeInfinity, new double[answers.Width]);
        foreach (var beginning in Beginnings)
        {
            var offsets = Array.ConvertAll(sizes, size => beginning * Math.Log(sizes.Max() / (double)Math.Max(size, 1)));
            var value = 0.0;
            for (var turn = 0; turn < Rounds * offsets.Length; turn++)
                (offsets[turn % offsets.Length], value) = Best(logs, labels, offsets, turn % offsets.Length, score);
            if (value > best)
                (best, bestOffsets) = (value, offsets);
        }

        // Only differences matter.
        var largest = bestOffsets[Array.IndexOf(sizes, sizes.Max())];
        return Array.ConvertAll(bestOffsets, offset => offset - largest);
    }

    /// <summary>The best offset of one class, the others' as they are, and its score: each row goes over to the class at some step and stays.</summary>
    static (double Offset, double Score) Best(double[][] logs, int[] labels, double[] offsets, int label, Func<int[], double> score)
    {
        var classes = offsets.Length;
        var least = offsets[label] + Least;
        var counts = new int[classes * classes];
        var moves = new List<(int Label, int From)>[Steps];
        for (var row = 0; row < labels.Length; row++)
        {
            var other = BestOther(logs[row], offsets, label);
            counts[labels[row] * classes + other]++;
            var step = Math.Ceiling((logs[row][other] + offsets[other] - logs[row][label] - least) / Step);
            if (step < Steps)
                (moves[(int)Math.Max(step, 0)] ??= []).Add((labels[row], other));
        }

        var (best, bestStep) = (double.NegativeInfinity, 0);
        for (var step = 0; step < Steps; step++)
        {
            foreach (var (truth, from) in moves[step] ?? [])
            {
                counts[truth * classes + from]--;
                counts[truth * classes + label]++;
            }

            var value = score(counts);
            if (value > best)
                (best, bestStep) = (value, step);
        }

        return (least + bestStep * Step, best);
    }

    static int BestOther(double[] logs, double[] offsets, int label)
    {
        var best = label == 0 ? 1 : 0;
        for (var other = best + 1; other < logs.Length; other++)
        {
            if (other != label && logs[other] + offsets[other] > logs[best] + offsets[best])
                best = other;
        }

        return best;
    }
}
