using SqlInference.Training.Automatic;

namespace SqlInference.Training.Forecasts;

/// <summary>What came of training a forecast.</summary>
/// <param name="Metrics">By their keys, such as <c>validation:wql</c>.</param>
/// <param name="Candidates">The leaderboard, best first.</param>
public sealed record TrainedForecast(
    Frequency Frequency, IReadOnlyList<ItemForecast> Items, IReadOnlyList<(string Key, double Value)> Metrics, IReadOnlyList<CandidateResult> Candidates);
