using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>A model version in memory, and where it computes.</summary>
sealed record LoadedModel(ModelScorer Scorer, string Device);
