namespace SqlInference.Training.TextClassification;

/// <summary>
/// Finds what to add to each class's logarithm of probability so that macro-F1 is highest: class after class over a grid,
/// three times round, from several beginnings, since macro-F1 has many places where no single change helps.
/// </summary>
static class DecisionOffsets
{
    const int Rounds = 3;

    // Offsets of one class from where it stands: -2.5 to 2.5 in steps of a tenth.
    const int Steps = 51;
    const float Least = -2.5f, Step = 0.1f;

    // How far the beginnings make up for the classes' sizes: not at all, up to as if all were of one size.
    static readonly double[] Beginnings = [0, 0.25, 0.5, 0.75, 1];

    public static float[] Find(double[][] logs, int[] labels, int classes, CancellationToken cancellation)
    {
        var sizes = new int[classes];
        foreach (var label in labels)
            sizes[label]++;
        var (best, bestOffsets) = (-1d, new float[classes]);
        foreach (var beginning in Beginnings)
        {
            var offsets = Array.ConvertAll(sizes, size => (float)(beginning * Math.Log(sizes.Max() / (double)Math.Max(size, 1))));
            for (var turn = 0; turn < Rounds * classes; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                offsets[turn % classes] = Best(logs, labels, offsets, turn % classes);
            }

            var score = ClassScores.F1(ClassScores.Confusion(logs, labels, classes, offsets), classes);
            if (score > best)
                (best, bestOffsets) = (score, offsets);
        }

        // Only differences matter.
        var largest = bestOffsets[Array.IndexOf(sizes, sizes.Max())];
        return Array.ConvertAll(bestOffsets, offset => offset - largest);
    }

    /// <summary>The best offset of one class, the others' as they are: each row goes over to the class at some step and stays.</summary>
    static float Best(double[][] logs, int[] labels, float[] offsets, int k)
    {
        var classes = offsets.Length;
        var least = offsets[k] + Least;
        var confusion = new int[classes * classes];
        var moves = new List<(int Label, int From)>[Steps];
        for (var row = 0; row < labels.Length; row++)
        {
            var other = BestOther(logs[row], offsets, k);
            confusion[labels[row] * classes + other]++;
            var step = Math.Ceiling((logs[row][other] + offsets[other] - logs[row][k] - least) / Step);
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

        return least + bestStep * Step;
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
