namespace SqlInference.Training.TextClassification;

/// <summary>
/// Finds what to add to each class's logarithm of probability so that macro-F1 is highest: class after class over a grid,
/// three times round. Only differences matter, so the most frequent class keeps 0.
/// </summary>
static class DecisionOffsets
{
    const int Rounds = 3;

    // Offsets from -2.5 to 2.5 in steps of a tenth.
    const int Steps = 51;
    const float Least = -2.5f, Step = 0.1f;

    public static float[] Find(double[][] logs, int[] labels, int classes, CancellationToken cancellation)
    {
        var offsets = new float[classes];
        var sizes = new int[classes];
        foreach (var label in labels)
            sizes[label]++;
        var reference = Array.IndexOf(sizes, sizes.Max());
        for (var round = 0; round < Rounds; round++)
        {
            for (var k = 0; k < classes; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (k != reference)
                    offsets[k] = Best(logs, labels, offsets, k);
            }
        }

        return offsets;
    }

    /// <summary>The best offset of one class, the others' as they are: each row goes over to the class at some step and stays.</summary>
    static float Best(double[][] logs, int[] labels, float[] offsets, int k)
    {
        var classes = offsets.Length;
        var confusion = new int[classes * classes];
        var moves = new List<(int Label, int From)>[Steps];
        for (var row = 0; row < labels.Length; row++)
        {
            var other = BestOther(logs[row], offsets, k);
            confusion[labels[row] * classes + other]++;
            var step = Math.Ceiling((logs[row][other] + offsets[other] - logs[row][k] - Least) / Step);
            if (step < Steps)
                (moves[(int)Math.Max(step, 0)] ??= []).Add((labels[row], other));
        }

        var (best, bestStep) = (-1d, 0);
        for (var step = 0; step < Steps; step++)
        {
            foreach (var (label, from) in moves[step] ?? [])
            {
                confusion[label * classes + from]--;
                confusion[label * classes + k]++;
            }

            var score = ClassScores.F1(confusion, classes);
            if (score > best)
                (best, bestStep) = (score, step);
        }

        return Least + bestStep * Step;
    }

    static int BestOther(double[] logs, float[] offsets, int k)
    {
        var best = k == 0 ? 1 : 0;
        for (var other = best + 1; other < logs.Length; other++)
        {
            if (other != k && logs[other] + offsets[other] > logs[best] + offsets[best])
                best = other;
        }

        return best;
    }
}
