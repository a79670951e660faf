namespace SqlInference.Training.Forest;

/// <summary>What a training run saw and made.</summary>
/// <param name="RowsLeftOut">Rows with a NULL.</param>
/// <param name="SamplesPerTree">Points that each tree was grown from.</param>
/// <param name="MeanScore">Over the points that the trees were grown from.</param>
/// <param name="ScoreDeviation">Sample standard deviation of the same scores; a usual cutoff is the mean and three of these.</param>
public sealed record ForestTrainingReport(
    long RowsRead,
    long RowsLeftOut,
    int Trees,
    int SamplesPerTree,
    int Dimensions,
    double MeanScore,
    double ScoreDeviation,
    double TrainSeconds);
