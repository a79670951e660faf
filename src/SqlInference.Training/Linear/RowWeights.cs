namespace SqlInference.Training.Linear;

/// <summary>How much each row counts, all together 1, and how much of that each class has.</summary>
sealed class RowWeights
{
    public RowWeights(LinearProblem problem)
    {
        Weights = new double[problem.Rows];
        for (var row = 0; row < Weights.Length; row++)
            Weights[row] = problem.Weights?[row] ?? 1;
        var sum = Weights.Sum();
        ClassParts = new double[problem.Outputs];
        for (var row = 0; row < Weights.Length; row++)
        {
            Weights[row] /= sum;
            if (problem.Outputs > 1)
                ClassParts[(int)problem.Targets[row]] += Weights[row];
            else if (problem.Targets[row] > 0.5f)
                ClassParts[0] += Weights[row];
        }
    }

    public double[] Weights { get; }

    /// <summary>For each class; of two classes with one output, for the second.</summary>
    public double[] ClassParts { get; }
}
