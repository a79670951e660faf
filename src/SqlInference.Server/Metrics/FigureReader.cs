using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Service;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.Metrics;

/// <summary>Reads what is counted all over the service. One look at the catalog is for all models.</summary>
sealed class FigureReader(InferenceService service, ServerCounts counts)
{
    readonly long _started = service.Options.Time.GetTimestamp();

    /// <param name="database">The one whose models are wanted; null for those of all.</param>
    public ServerFigures Read(string? database = null) => new(Process(), counts.Read(), Models(database), service.Host.Snapshot());

    ProcessFigures Process() => new(
        service.Options.Time.GetElapsedTime(_started), Environment.CpuUsage.TotalTime, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));

    IReadOnlyList<ModelFigures> Models(string? database)
    {
        var used = service.Host.Used();
        if (used.Count == 0)
            return [];
        var names = service.Catalog.Models.List().ToDictionary(model => model.Id, model => model.Name);
        return
        [
            .. used.Where(model => names.TryGetValue(model.ModelId, out var name) && (database is null || name.Database == database))
                .Select(model => new ModelFigures(WireNames.Write(names[model.ModelId]), Version(model, names), model.Statistics))
                .OrderBy(model => model.Model, StringComparer.Ordinal).ThenBy(model => model.Version, StringComparer.Ordinal),
        ];
    }

    static string Version(UsedModel model, Dictionary<string, ModelName> names)
    {
        var number = model.Version.Number.ToString(CultureInfo.InvariantCulture);
        if (model.Version.ModelId == model.ModelId)
            return number;
        // The id of one that was dropped while it answers still tells it from others.
        return names.TryGetValue(model.Version.ModelId, out var name) ? $"{WireNames.Write(name)}:{number}" : $"{model.Version.ModelId}:{number}";
    }
}
