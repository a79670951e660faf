using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;
using SqlInference.Service.Remote;

namespace SqlInference.Service.Hosting;

/// <summary>
/// The model versions that this process can score with, each loaded when it is needed and at most once, under a budget
/// of memory. They belong to the functions and queries that use them: what none does any more is unloaded.
/// </summary>
public sealed class ModelHost : IDisposable
{
    /// <summary>How long after a change was prepared it is in force, mostly.</summary>
    static readonly TimeSpan WarmFor = TimeSpan.FromSeconds(10);

    readonly AdmissionBudget? _waiting;
    readonly ICatalog _catalog;
    readonly ServiceOptions _options;
    readonly BackendLoader _backends;
    readonly ResidentModels _residents;
    readonly SemaphoreSlim _loads = new(Math.Max(4, Environment.ProcessorCount));
    readonly Lock _gate = new();
    readonly Dictionary<(VersionKey Version, string ServedAs), WeakReference<DeferredScorer>> _scorers = [];
    readonly Dictionary<(VersionKey Version, string Caller), WeakReference<ModelStatistics>> _statistics = [];

    public ModelHost(ICatalog catalog, ArtifactStore artifacts, RemoteServices remote, ServiceOptions options)
    {
        if (options.ModelMemoryBytes <= 0)
        {
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid,
                $"model_memory: {options.ModelMemoryBytes} bytes are no memory for models.", "Give a positive number, or leave it out.");
        }

        _catalog = catalog;
        _options = options;
        _backends = new(artifacts, remote, options);
        _waiting = options.QueueBytes is { } bytes ? new(bytes) : null;
        _residents = new(options.ModelMemoryBytes, options.ModelMemoryWait, options.Time);
    }

    /// <summary>What SHOW MODEL says of a model as this process serves it.</summary>
    public ServedModel Served(ModelRecord model)
    {
        var slot = FindSlot(model);
        var statistics = slot?.Statistics.Snapshot();
        return new(
            slot?.Loaded?.Device ?? BackendLoader.DeviceOf(model) ?? _options.Device,
            statistics?.RowsServed ?? 0, statistics is null ? 0 : statistics.DuplicatesDropped + statistics.CacheHits);
    }

    /// <summary>What a model's current version has done in this process; null where it has never been in memory.</summary>
    public ModelStatisticsSnapshot? StatisticsOf(ModelRecord model) =>
        FindSlot(model) is { WasLoaded: true } slot ? slot.Statistics.Snapshot() : null;

    /// <summary>What every version that has been in memory has done. Versions that nobody can ask any more are gone from it.</summary>
    public IReadOnlyList<UsedModel> Used()
    {
        lock (_gate)
        {
            var used = _scorers.Values.Select(known => known.TryGetTarget(out var scorer) && scorer.Slot.WasLoaded ? scorer.Slot.Statistics : null).ToHashSet();
            return
            [
                .. _statistics.Select(known => (known.Key, Statistics: known.Value.TryGetTarget(out var statistics) ? statistics : null))
                    .Where(known => known.Statistics is not null && used.Contains(known.Statistics))
                    .Select(known => new UsedModel(known.Key.Caller, known.Key.Version, known.Statistics!.Snapshot())),
            ];
        }
    }

    /// <summary>What is in memory, and what it took to have it there.</summary>
    public ModelHostSnapshot Snapshot() => _residents.Snapshot();

    /// <summary>Lets go of all models; requests under way finish first.</summary>
    public void Dispose() => _residents.RetireAll();

    /// <summary>Refuses a model that is larger than the memory for all models.</summary>
    internal void RequireFits(ModelName model, long bytes) => _residents.RequireFits(model.ToString(), bytes);

    /// <summary>The scorer of the hosted version in which a model's calls end up, under the settings of both.</summary>
    internal DeferredScorer ScorerOf(ServingVersion caller, ServingVersion destination)
    {
        var model = ServedAs(caller, destination);
        var key = (destination.Version.Key, KeyText(model));
        if (Find(key) is { } known)
            return known;

        // Outside of the gate: the artifact's manifest is read.
        var made = Deferred(key, destination.Version, model, caller.Model.Id);
        // What answers for a version that is still trained is not what will answer then.
        if (destination.Version is { CompletedAt: null, Definition.Foreseen: not null })
            return made;
        lock (_gate)
        {
            if (_scorers.TryGetValue(key, out var other) && other.TryGetTarget(out var scorer))
                return scorer;
            _scorers[key] = new(made);
            return made;
        }
    }

    /// <summary>Loads what a model's calls will end up in, if what they end up in now is in memory: its callers are not to notice a change.</summary>
    internal void WarmUp(ServingVersion before, ServingVersion beforeDestination, ServingVersion after, ServingVersion afterDestination)
    {
        if (Find((beforeDestination.Version.Key, KeyText(ServedAs(before, beforeDestination)))) is not { Slot.Loaded: not null })
            return;
        var scorer = ScorerOf(after, afterDestination);
        scorer.Slot.WarmAsync().GetAwaiter().GetResult();
        _ = HoldAsync(scorer);
    }

    // Until the change is in force, nobody refers to it.
    async Task HoldAsync(DeferredScorer scorer)
    {
        await Task.Delay(WarmFor, _options.Time).ConfigureAwait(false);
        GC.KeepAlive(scorer);
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

    DeferredScorer? Find((VersionKey, string) key)
    {
        lock (_gate)
            return _scorers.TryGetValue(key, out var known) && known.TryGetTarget(out var scorer) ? scorer : null;
    }

    ModelSlot? FindSlot(ModelRecord model)
    {
        if (model.CurrentVersion is null)
            return null;
        try
        {
            var inForce = new ModelsInForce(_catalog.Models);
            var caller = inForce.Serving(model);
            var destination = inForce.Destination(caller);
            return Find((destination.Version.Key, KeyText(ServedAs(caller, destination))))?.Slot;
        }
        catch (SqlInferenceException)
        {
            // What it would call is gone, so nothing of it is loaded.
            return null;
        }
    }

    DeferredScorer Deferred((VersionKey, string) key, VersionRecord version, ModelRecord model, string caller)
    {
        var (signature, labels) = _backends.Describe(version);
        var scoring = ScoringOptionsOf(model);
        var expected = _backends.ExpectedBytes(version);
        var slot = new ModelSlot(
            model.Name.ToString(), StatisticsOf(version.Key, caller),
            place => _residents.LoadAsync(model.Name.ToString(), place.KnownBytes ?? expected, () => LoadAsync(place, version, model, scoring)), _options.Time);
        return new(signature, labels, scoring.OnError, slot, () => Gone(key, slot));
    }

    /// <summary>One for all settings under which a version is served: they may change while it counts.</summary>
    ModelStatistics StatisticsOf(VersionKey version, string caller)
    {
        lock (_gate)
        {
            if (_statistics.TryGetValue((version, caller), out var known) && known.TryGetTarget(out var statistics))
                return statistics;
            statistics = new();
            _statistics[(version, caller)] = new(statistics);
            return statistics;
        }
    }

    // Called by the finalizer of the last thing that could ask for the model.
    void Gone((VersionKey, string) key, ModelSlot slot)
    {
        ThreadPool.UnsafeQueueUserWorkItem(static slot => slot.Retire(), slot, preferLocal: false);
        lock (_gate)
        {
            if (_scorers.TryGetValue(key, out var scorer) && !scorer.TryGetTarget(out _))
                _scorers.Remove(key);
            if (_statistics.Count <= 2 * _scorers.Count + 16)
                return;
            foreach (var unused in _statistics.Where(other => !other.Value.TryGetTarget(out _)).Select(other => other.Key).ToArray())
                _statistics.Remove(unused);
        }
    }

    async ValueTask<LoadedModel> LoadAsync(ModelSlot slot, VersionRecord version, ModelRecord model, ScoringOptions scoring)
    {
        await _loads.WaitAsync().ConfigureAwait(false);
        try
        {
            return Load(slot, version, model, scoring);
        }
        finally
        {
            _loads.Release();
        }
    }

    LoadedModel Load(ModelSlot slot, VersionRecord version, ModelRecord model, ScoringOptions scoring)
    {
        var started = Stopwatch.GetTimestamp();
        var name = model.Name.ToString();
        var backend = _backends.Load(version, model);
        var scorer = new ModelScorer(backend, name, scoring, _options.Time, slot.Statistics);
        try
        {
            _residents.RequireFits(name, scorer.MemoryBytes);
        }
        catch
        {
            scorer.Dispose();
            throw;
        }

        return new(slot, scorer, BackendLoader.DeviceOf(backend), scorer.MemoryBytes, _residents) { LoadTime = Stopwatch.GetElapsedTime(started) };
    }

    ScoringOptions ScoringOptionsOf(ModelRecord model) => new()
    {
        Budget = _waiting,
        Cache = model.Setting("CACHE") != "OFF",
        OnError = model.Setting("ON_ERROR") == "null" ? ErrorPolicy.Null : ErrorPolicy.Fail,
        MaxBatchRows = Number(model, "MAX_BATCH_ROWS"),
        MaxConcurrency = Number(model, "MAX_CONCURRENCY"),
        Timeout = Number(model, "TIMEOUT_MS") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
    };

    static int? Number(ModelRecord model, string setting) =>
        model.Setting(setting) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
