namespace SqlInference.Training.TextClassification;

/// <summary>One way to fit a text classifier, and how it did on rows that it had not seen.</summary>
/// <param name="Scores">By fold; for each objective the higher the better, so log loss is negative.</param>
public sealed record TextCandidate(double Penalty, double OrderDecay, IReadOnlyList<double> Scores)
{
    public double Mean => Scores.Average();

    public double Deviation => Math.Sqrt(Scores.Average(score => (score - Mean) * (score - Mean)));
}
