using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Metrics;

/// <param name="Model">Its name on the wire.</param>
/// <param name="Version">The number of the version; of a model that calls another one, that one's name and number.</param>
sealed record ModelFigures(string Model, string Version, ModelStatisticsSnapshot Statistics);
