namespace SqlInference.Cli.Plot;

/// <summary>What is drawn: rows in order of time, columns side by side. Missing numbers are NaN, missing labels null.</summary>
/// <param name="Times">Microseconds since 1970-01-01.</param>
sealed record PlotData(string ValueName, string ScoreName, long[] Times, double[] Values, double[] Scores, double[] Cutoffs, string?[] Labels)
{
    public int Count => Times.Length;

    public bool IsAnomaly(int row) => Scores[row] > Cutoffs[row];
}
