using SqlInference.Catalog;

namespace SqlInference.Service.Hosting;

/// <summary>The settings that say how a finished model is served: they can be changed at any time, and hold for a caller's own calls.</summary>
static class RuntimeSettings
{
    public static readonly IReadOnlyList<string> Names =
        ["ON_ERROR", "CSV_HEADER", "MAX_BATCH_ROWS", "MAX_CONCURRENCY", "TIMEOUT_MS", "CACHE", "DEVICE", "EVALUATOR"];

    public static bool Contains(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<Setting> Of(ModelRecord model) => [.. model.Settings.Where(setting => Contains(setting.Name))];
}
