namespace SqlInference.Catalog;

/// <summary>The beginning of a model or of a further version of it. The actor, who runs the statement, owns a new model.</summary>
public sealed record NewVersion(ModelName Name, string Actor, CreateMode Mode, ModelDefinition Definition);
