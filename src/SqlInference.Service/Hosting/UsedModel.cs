using SqlInference.Catalog;
using SqlInference.Inference.Statistics;

namespace SqlInference.Service.Hosting;

/// <summary>A version that has been in this process's memory, be it there now or not.</summary>
/// <param name="ModelId">The model that was asked.</param>
/// <param name="Version">What answered: a version of that model, or of one that it calls.</param>
public sealed record UsedModel(string ModelId, VersionKey Version, ModelStatisticsSnapshot Statistics);
