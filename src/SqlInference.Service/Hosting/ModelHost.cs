using System.Collections.Concurrent;
using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Scoring;
using SqlInference.Language;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Hosting;

/// <summary>
/// The model versions that this process can score with, each loaded at most once. Versions that nothing uses any more
/// are left to the garbage collector: a running query may hold one long after its model was dropped.
/// </summary>
public sealed class ModelHost(ICatalog catalog, ArtifactStore artifacts, ServiceOptions options)
{
    readonly ConcurrentDictionary<(VersionKey Version, string Settings), DeferredScorer> _scorers = new();

    /// <summary>The scorer of a completed version under the model's present settings.</summary>
    public IScorer ScorerOf(VersionRecord version, ModelRecord model) =>
        _scorers.GetOrAdd((version.Key, SettingsText(model)), _ => Deferred(version, model));

    /// <summary>The scorer of the version that serves a model, for those who call it by the model.</summary>
    public IScorer CurrentScorerOf(ModelRecord model)
    {
        if (model.State != ModelState.Ready || model.CurrentVersion is not { } number)
            throw NotReady(model);
        if (model.Definition.Remote is { ModelId: { } target })
            return CurrentScorerOf(TargetOf(model, target));
        return ScorerOf(catalog.Models.FindVersion(new(model.Id, number))!, model);
    }

    public void Forget(string modelId)
    {
        foreach (var key in _scorers.Keys.Where(key => key.Version.ModelId == modelId))
            _scorers.TryRemove(key, out _);
    }

    public ServedModel Served(ModelRecord model)
    {
        var id = model.Definition.Remote?.ModelId ?? model.Id;
        var loaded = _scorers.Where(scorer => scorer.Key.Version.ModelId == id).Select(scorer => scorer.Value.Loaded).OfType<LoadedModel>().ToArray();
        var statistics = loaded.Select(one => one.Scorer.Statistics.Snapshot()).ToArray();
        var device = loaded.Select(one => one.Device).LastOrDefault() ?? model.Setting("DEVICE") ?? options.Device;
        return new(device, statistics.Sum(one => one.RowsServed), statistics.Sum(one => one.DuplicatesDropped + one.CacheHits));
    }

    /// <summary>The hosted model behind an endpoint, which may have been dropped since.</summary>
    public ModelRecord TargetOf(ModelRecord remote, string targetId) => catalog.Models.FindById(targetId) ?? throw new SqlInferenceException(
        ErrorConditions.EndpointFailed,
        $"The model behind endpoint '{remote.Definition.Remote!.EndpointName}', which model {remote.Name} calls, has been dropped.",
        $"Make the endpoint again for another model, then CREATE OR REPLACE MODEL {remote.Name}.");

    internal static string SettingsText(ModelRecord model) =>
        string.Join('\n', model.Settings.Select(setting => $"{setting.Name}={setting.Value}"));

    static SqlInferenceException NotReady(ModelRecord model) => new(
        ErrorConditions.ModelNotReady,
        $"Model {model.Name} is {model.State.ToString().ToUpperInvariant()}" + (model.FailureReason == null ? "." : $": {model.FailureReason}"),
        $"SHOW MODEL {model.Name} tells more; CREATE OR REPLACE MODEL makes it again.");

    DeferredScorer Deferred(VersionRecord version, ModelRecord model)
    {
        var signature = ModelArtifact.SignatureOf(artifacts.Read(version.ArtifactId!));
        var scoring = ScoringOptionsOf(model);
        return new(signature, scoring.OnError, () => Load(version, model, scoring));
    }

    LoadedModel Load(VersionRecord version, ModelRecord model, ScoringOptions scoring)
    {
        var manifest = artifacts.Read(version.ArtifactId!);
        var file = artifacts.PathOf(version.ArtifactId!, (string)manifest.Properties[ModelArtifact.MainFile]!);
        var backend = LoadBackend(manifest.Format, file, version, model);
        return new(new(backend, model.Name.ToString(), scoring, options.Time), backend is OnnxBackend onnx ? onnx.Device.ToString() : "cpu");
    }

    IModelBackend LoadBackend(string format, string file, VersionRecord version, ModelRecord model) => format switch
    {
        ModelArtifact.Forest => new ForestBackend(ForestFile.Read(file)),
        ModelArtifact.Onnx => OnnxBackend.Load(file, OnnxOptionsOf(
            model.Name.ToString(), version.Definition.Function!, model.Setting, options)),
        _ => throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
            $"Model {model.Name} has the format '{format}', which this version of SqlInference does not know.",
            "Upgrade SqlInference, or create the model again."),
    };

    internal static OnnxModelOptions OnnxOptionsOf(
        string model, Catalog.FunctionSignature function, Func<string, string?> setting, ServiceOptions options) => new()
        {
            DisplayName = model,
            Parameters = [.. function.Parameters.Select(parameter => OnnxParameterOf(parameter))],
            Input = setting("INPUT"),
            Output = setting("OUTPUT"),
            Device = DeviceSelection.Parse(setting("DEVICE") ?? options.Device),
            Notices = options.Notices,
        };

    static OnnxParameter OnnxParameterOf(ModelParameter parameter)
    {
        var type = SqlType.Parse(parameter.Type);
        return new(parameter.Name, SqlTypes.ColumnOf(type), type.IsArray);
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
