namespace SqlInference.Catalog;

/// <summary>A row of <c>svv_ml_model_info</c>.</summary>
public sealed record ModelInfo(
    string DatabaseName, string SchemaName, string UserName, string ModelName, string LifeCycle, int IsRefreshable, string ModelState);
