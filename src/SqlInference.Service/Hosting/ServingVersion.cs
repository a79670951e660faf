using SqlInference.Catalog;

namespace SqlInference.Service.Hosting;

/// <summary>A version that answers calls, and the model whose name and settings it answers under.</summary>
public sealed record ServingVersion(ModelRecord Model, VersionRecord Version);
