namespace SqlInference.Training.Forecasts;

/// <summary>
/// What share of a deviation the level, the trend and the two seasons take, what is left of the trend after each step, and what is left
/// of the deviation itself.
/// </summary>
readonly record struct SmoothingShares(double Level, double Slope, double Short, double Long, double Fading, double Lingering);
