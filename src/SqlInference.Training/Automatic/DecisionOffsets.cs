namespace SqlInference.Training.Automatic;

/// <summary>
/// Finds what to add to the logarithm of each class's probability so that a score of the decisions is highest: class after class over
/// a grid, three times round. Only differences matter, but the most frequent class has its turn like the others: to lower it is a step
/// that raising the others one by one does not reach.
/// </summary>
static class DecisionOffsets
{
    const int Rounds = 3;

    // Offsets from -2.5 to 2.5 in steps of a tenth.
    const int Steps = 51;
    const double Least = -2.5, Step = 0.1;

    /// <param name="score">Of the counts of rows by true class and chosen class; more is better.</param>
    /// <param name="rows">The rows that may be looked at.</param>
    public static double[] Find(HeldOutAnswers answers, int[] truth, IReadOnlyList<int> rows, Func<int[], double> score)
    {
        var logs = rows.Select(row => Array.ConvertAll(answers.Of(row).ToArray(), static probability => Math.Log(Math.Max(probability, 1e-12)))).ToArray();
        int[] labels = [.. rows.Select(row => truth[row])];
        var offsets = new double[answers.Width];
        for (var round = 0; round < Rounds; round++)
        {
            for (var label = 0; label < offsets.Length; label++)
                offsets[label] = Best(logs, labels, offsets, label, score);
        }

        return offsets;
    }

    /// <summary>The best offset of one class, the others' as they are: each row goes over to the class at some step and stays.</summary>
    static double Best(double[][] logs, int[] labels, double[] offsets, int label, Func<int[], double> score)
    {
        var classes = offsets.Length;
        var counts = new int[classes * classes];
        var moves = new List<(int Label, int From)>[Steps];
        for (var row = 0; row < labels.Length; row++)
        {
            var other = BestOther(logs[row], offsets, label);
            counts[labels[row] * classes + other]++;
            var step = Math.Ceiling((logs[row][other] + offsets[other] - logs[row][label] - Least) / Step);
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

        return Least + bestStep * Step;
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
