namespace SqlInference.Training.Metrics;

/// <summary>How well classes are predicted. Classes count from 0; of two, 1 is the positive one. No rows give NaN.</summary>
public static class ClassificationMetrics
{
    // As far from 0 and 1 as single precision can tell, so that one sure and wrong prediction does not make the mean infinite.
    const double Smallest = 1.1920929e-7;

    public static double Accuracy(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(predicted.Length, truth.Length);
        var right = 0;
        for (var row = 0; row < truth.Length; row++)
            right += truth[row] == predicted[row] ? 1 : 0;
        return (double)right / truth.Length;
    }

    /// <summary>The harmonic mean of precision and recall of class 1; 0 where neither the truth nor a prediction has it.</summary>
    public static double F1(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted)
    {
        if (truth.IsEmpty)
            return double.NaN;
        var hits = Hits.Of(truth, predicted, classes: 2)[1];
        return hits.IsPresent ? hits.F1 : 0;
    }

    /// <summary>The mean of each class's F1, over the classes that the truth or a prediction has.</summary>
    public static double F1Macro(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes) =>
        Hits.Of(truth, predicted, classes).Where(hits => hits.IsPresent).Select(hits => hits.F1).DefaultIfEmpty(double.NaN).Average();

    /// <summary>How likely a row of class 1 scores above one of class 0, ties counting half; NaN where one of them is missing.</summary>
    public static double Auc(ReadOnlySpan<int> truth, ReadOnlySpan<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, truth.Length);
        var sorted = scores.ToArray();
        var classes = truth.ToArray();
        Array.Sort(sorted, classes);
        double positives = 0, negatives = 0, wins = 0;
        for (var first = 0; first < sorted.Length;)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            var next = first;
            for (; next < sorted.Length && sorted[next] == sorted[first]; next++)
            {
                if (classes[next] == 1)
                    tiedPositives++;
                else
                    tiedNegatives++;
            }

            wins += tiedPositives * (negatives + tiedNegatives / 2);
            positives += tiedPositives;
            negatives += tiedNegatives;
            // Only NaN differs from itself.
            if (next == first)
                return double.NaN;
            first = next;
        }

        return wins / (positives * negatives);
    }

    /// <summary>The mean of -ln of what the true class was given.</summary>
    /// <param name="probabilities">Row by row, one for each class.</param>
    public static double LogLoss(ReadOnlySpan<int> truth, ReadOnlySpan<double> probabilities, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, truth.Length * classes);
        var sum = 0.0;
        for (var row = 0; row < truth.Length; row++)
            sum -= Math.Log(Math.Clamp(probabilities[row * classes + truth[row]], Smallest, 1 - Smallest));
        return sum / truth.Length;
    }

    /// <summary>What is known of one class.</summary>
    record struct Hits(long True, long Truth, long Predicted)
    {
        public readonly bool IsPresent => Truth + Predicted > 0;

        public readonly double F1 => 2.0 * True / (Truth + Predicted);

        public static Hits[] Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(predicted.Length, truth.Length);
            var hits = new Hits[classes];
            for (var row = 0; row < truth.Length; row++)
            {
                hits[truth[row]].Truth++;
                hits[predicted[row]].Predicted++;
                if (truth[row] == predicted[row])
                    hits[truth[row]].True++;
            }

            return hits;
        }
    }
}
