namespace SqlInference.Training.Automatic;

/// <summary>What models answered for rows they were not trained on.</summary>
/// <param name="Rows">Rows of the training table.</param>
/// <param name="Values">Answer <c>a</c> of row <c>i</c> at <c>i * Width + a</c>: a number, or a probability for each class.</param>
public sealed record HeldOutAnswers(int[] Rows, int Width, double[] Values)
{
    public ReadOnlySpan<double> Of(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>A mixture of answers for the same rows.</summary>
    public static HeldOutAnswers Mix(IReadOnlyList<(double Weight, HeldOutAnswers Answers)> parts)
    {
        var (_, first) = parts[0];
        var values = new double[first.Values.Length];
        foreach (var (weight, answers) in parts)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] += weight * answers.Values[i];
        }

        return first with { Values = values };
    }

    /// <summary>The class that a row's probabilities speak for.</summary>
    /// <param name="weights">What the probability of each class counts for; null where all count the same.</param>
    public int Decide(int row, double[]? weights)
    {
        var answers = Of(row);
        var best = 0;
        for (var label = 1; label < Width; label++)
        {
            if (answers[label] * (weights?[label] ?? 1) > answers[best] * (weights?[best] ?? 1))
                best = label;
        }

        return best;
    }
}
