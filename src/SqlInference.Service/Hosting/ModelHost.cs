using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;
using SqlInference.Service.Remote;

namespace SqlInference.Service.Hosting;

/// <summary>
/// The model versions that this process can score with, each loaded at most once. They belong to the functions and
/// queries that use them: what none does any more is left to the garbage collector.
/// </summary>
public sealed class ModelHost(ICatalog catalog, ArtifactStore artifacts, RemoteServices remote, ServiceOptions options)
{
    readonly BackendLoader _backends = new(artifacts, remote, options);
    readonly Lock _gate = new();
    readonly Dictionary<(VersionKey Version, string ServedAs), WeakReference<DeferredScorer>> _scorers = [];

    /// <summary>What SHOW MODEL says of a model as this process serves it.</summary>
    public ServedModel Served(ModelRecord model)
    {
        var loaded = FindLoaded(model);
        var statistics = loaded?.Scorer.Statistics.Snapshot();
        return new(
            loaded?.Device ?? BackendLoader.DeviceOf(model) ?? options.Device,
            statistics?.RowsServed ?? 0, statistics is null ? 0 : statistics.DuplicatesDropped + statistics.CacheHits);
    }

    /// <summary>What a model has done since its current version was loaded; null where it is not in memory.</summary>
    public ModelStatisticsSnapshot? StatisticsOf(ModelRecord model) => FindLoaded(model)?.Scorer.Statistics.Snapshot();

    /// <summary>The scorer of the hosted version in which a model's calls end up, under the settings of both.</summary>
    internal DeferredScorer ScorerOf(ServingVersion caller, ServingVersion destination)
    {
        var model = ServedAs(caller, destination);
        var key = (destination.Version.Key, KeyText(model));
        lock (_gate)
        {
            if (_scorers.TryGetValue(key, out var known) && known.TryGetTarget(out var scorer))
                return scorer;
            foreach (var unused in _scorers.Where(other => !other.Value.TryGetTarget(out _)).Select(other => other.Key).ToArray())
                _scorers.Remove(unused);
            scorer = Deferred(destination.Version, model);
            _scorers[key] = new(scorer);
            return scorer;
        }
    }

    /// <summary>Tells functions apart that are served by different versions, by another name or under other settings, or are declared otherwise.</summary>
    internal static string MarkOf(ServingVersion caller, ServingVersion destination, string declaration = "")
    {
        return MarkOf($"{declaration}\n{caller.Model.Name}\n{destination.Version.Key.ModelId} {destination.Version.Number}\n{KeyText(ServedAs(caller, destination))}");
    }

    /// <summary>A short name for a text that tells things apart.</summary>
    internal static string MarkOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    static ModelRecord ServedAs(ServingVersion caller, ServingVersion destination) => caller.Model.Id == destination.Model.Id
        ? destination.Model
        : destination.Model.WithSettings(RuntimeSettings.Of(caller.Model));

    static string KeyText(ModelRecord model) =>
        $"{model.Name}\n{string.Join('\n', RuntimeSettings.Of(model).Select(setting => $"{setting.Name}={setting.Value}"))}";

    LoadedModel? FindLoaded(ModelRecord model)
    {
        if (model.CurrentVersion is null)
            return null;
        try
        {
            var inForce = new ModelsInForce(catalog.Models);
            var caller = inForce.Serving(model);
            var destination = inForce.Destination(caller);
            lock (_gate)
            {
                return _scorers.TryGetValue((destination.Version.Key, KeyText(ServedAs(caller, destination))), out var known)
                    && known.TryGetTarget(out var scorer) ? scorer.Loaded : null;
            }
        }
        catch (SqlInferenceException)
        {
            // What it would call is gone, so nothing of it is loaded.
            return null;
        }
    }

    DeferredScorer Deferred(VersionRecord version, ModelRecord model)
    {
        var (signature, labels) = _backends.Describe(version);
        var scoring = ScoringOptionsOf(model);
        return new(signature, labels, scoring.OnError, () => Load(version, model, scoring));
    }

    LoadedModel Load(VersionRecord version, ModelRecord model, ScoringOptions scoring)
    {
        var backend = _backends.Load(version, model);
        return new(new(backend, model.Name.ToString(), scoring, options.Time), BackendLoader.DeviceOf(backend));
    }

    static ScoringOptions ScoringOptionsOf(ModelRecord model) => new()
    {
        Cache = model.Setting("CACHE") != "OFF",
        OnError = model.Setting("ON_ERROR") == "null" ? ErrorPolicy.Null : ErrorPolicy.Fail,
        MaxBatchRows = Number(model, "MAX_BATCH_ROWS"),
        MaxConcurrency = Number(model, "MAX_CONCURRENCY"),
        Timeout = Number(model, "TIMEOUT_MS") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
    };

    static int? Number(ModelRecord model, string setting) =>
        model.Setting(setting) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
