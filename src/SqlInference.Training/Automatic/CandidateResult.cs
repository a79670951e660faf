namespace SqlInference.Training.Automatic;

/// <summary>A line of the leaderboard.</summary>
/// <param name="Value">The objective's metric on rows that the candidate had not seen.</param>
/// <param name="Share">What it counts for in the model: 0 where it was not chosen.</param>
public sealed record CandidateResult(string Name, string ModelType, string Metric, double Value, double Seconds, double Share);
