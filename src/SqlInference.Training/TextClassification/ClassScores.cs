namespace SqlInference.Training.TextClassification;

/// <summary>How good logarithms of probabilities are, given row by row.</summary>
static class ClassScores
{
    public static double Score(ClassObjective objective, double[][] logs, int[] labels, int classes, float[] offsets) => objective switch
    {
        ClassObjective.Accuracy => Enumerable.Range(0, labels.Length).Count(row => Best(logs[row], offsets) == labels[row]) / (double)labels.Length,
        ClassObjective.F1Macro => F1(Confusion(logs, labels, classes, offsets), classes),
        _ => Enumerable.Range(0, labels.Length).Average(row => logs[row][labels[row]]),
    };

    public static int Best(ReadOnlySpan<double> logs, ReadOnlySpan<float> offsets)
    {
        var best = 0;
        for (var k = 1; k < logs.Length; k++)
        {
            if (logs[k] + offsets[k] > logs[best] + offsets[best])
                best = k;
        }

        return best;
    }

    /// <summary>Rows by true class and given class.</summary>
    public static int[] Confusion(double[][] logs, int[] labels, int classes, float[] offsets)
    {
        var counts = new int[classes * classes];
        for (var row = 0; row < labels.Length; row++)
            counts[labels[row] * classes + Best(logs[row], offsets)]++;
        return counts;
    }

    public static double F1(int[] confusion, int classes)
    {
        var sum = 0d;
        for (var k = 0; k < classes; k++)
        {
            var (truth, given) = (0, 0);
            for (var other = 0; other < classes; other++)
            {
                truth += confusion[k * classes + other];
                given += confusion[other * classes + k];
            }

            if (truth + given > 0)
                sum += 2.0 * confusion[k * classes + k] / (truth + given);
        }

        return sum / classes;
    }
}
