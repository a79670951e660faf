using SqlInference.Inference.Pipelines;
using SqlInference.Training.Metrics;
using SqlInference.Training.Profiles;

namespace SqlInference.Training.Automatic;

/// <summary>What came of training.</summary>
/// <param name="ModelType">As SHOW MODEL names it.</param>
/// <param name="Objective">Null where nothing was to be predicted.</param>
/// <param name="Metrics">By their keys, such as <c>validation:accuracy</c>.</param>
/// <param name="Candidates">The leaderboard, best first.</param>
/// <param name="Columns">What the training rows looked like.</param>
/// <param name="Explanation">What the columns contribute; null where the model cannot tell.</param>
public sealed record TrainedModel(
    Pipeline Pipeline, string ModelType, ObjectiveMetric? Objective, IReadOnlyList<(string Key, double Value)> Metrics,
    IReadOnlyList<CandidateResult> Candidates, IReadOnlyList<ColumnProfile> Columns, int Rows,
    GlobalExplanation? Explanation);
