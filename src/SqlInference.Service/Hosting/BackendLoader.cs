using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Pipelines;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Text.Backend;
using SqlInference.Inference.Text.Files;
using SqlInference.Inference.Trees;
using SqlInference.Inference.Trees.XGBoost;
using SqlInference.Language;
using SqlInference.Service.Remote;

namespace SqlInference.Service.Hosting;

/// <summary>Makes the backend of a model version: one line per format, and one for models elsewhere.</summary>
sealed class BackendLoader(ArtifactStore artifacts, RemoteServices remote, ServiceOptions options)
{
    const string Elsewhere = "remote";

    /// <summary>What a version takes and gives, and what a classifier's probabilities stand for, without loading it.</summary>
    public (ModelSignature Signature, IReadOnlyList<string> Labels) Describe(VersionRecord version)
    {
        if (version.Definition.Remote is not null)
            return (RemoteServices.SignatureOf(version.Definition.Function!), []);
        if (ForeseenModel.Of(version) is { } foreseen)
            return foreseen;
        var manifest = artifacts.Read(version.ArtifactId!);
        return (ModelArtifact.SignatureOf(manifest), ModelArtifact.LabelsOf(manifest));
    }

    /// <param name="model">The model as it is served: its name, and the settings that count.</param>
    public IModelBackend Load(VersionRecord version, ModelRecord model)
    {
        if (version.Definition.Remote is { } target)
            return remote.BackendOf(target, model, version.Definition.Function!);
        var manifest = artifacts.Read(version.ArtifactId!);
        var file = artifacts.PathOf(version.ArtifactId!, (string)manifest.Properties[ModelArtifact.MainFile]!);
        return manifest.Format switch
        {
            ModelArtifact.Forest => new ForestBackend(ForestFile.Read(file)),
            ModelArtifact.Trained => new PipelineBackend(PipelineFile.Read(file)),
            ModelArtifact.Onnx => OnnxBackend.Load(file, OnnxOptionsOf(
                model.Name.ToString(), version.Definition.Function!, model.Setting, options)),
            ModelArtifact.Text => LoadText(file, (string)manifest.Properties[ModelArtifact.Tokenizer]!,
                model.Name.ToString(), version.Definition.Function!, model.Setting, options),
            ModelArtifact.XGBoost => LoadTrees(file, model.Name.ToString(), version.Definition.Function!, model.Setting),
            _ => throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model {model.Name} has the format '{manifest.Format}', which this version of SqlInference does not know.",
                "Upgrade SqlInference, or create the model again."),
        };
    }

    /// <summary>What a version will take at least, as far as its files tell; nothing where it is elsewhere.</summary>
    public long ExpectedBytes(VersionRecord version) =>
        version.ArtifactId is { } artifact ? artifacts.Read(artifact).Files.Sum(file => file.Size) : 0;

    /// <summary>A text model whose tokenizer and configuration lie beside it.</summary>
    public static TextBackend LoadText(
        string file, string tokenizer, string model, Catalog.FunctionSignature function, Func<string, string?> setting, ServiceOptions options)
    {
        if (ModelEvaluators.Parse(setting("EVALUATOR")) == ModelEvaluator.Vector)
            throw ModelEvaluators.NotVector(model, "it takes text");
        var folder = Path.GetDirectoryName(file)!;
        var configuration = Path.Combine(folder, ModelArtifact.Configuration);
        return TextBackend.Load(OnnxModelFile.Open(file, model), new TextModelOptions
        {
            DisplayName = model,
            Parameters = ParametersOf(function),
            Returns = OnnxParameterOf(new ModelParameter("returns", function.ReturnType)),
            Tokenizer = TokenizerFiles.Named(model, Path.Combine(folder, tokenizer)),
            Configuration = File.Exists(configuration) ? configuration : null,
            MaxTokens = setting("MAX_TOKENS") is { } most ? int.Parse(most, CultureInfo.InvariantCulture) : null,
            Output = setting("OUTPUT"),
            Device = DeviceSelection.Parse(setting("DEVICE") ?? options.Device),
            GpuMemoryBytes = options.GpuMemoryBytes,
            Notices = options.Notices,
        });
    }

    /// <summary>A model in XGBoost's own format, which only our evaluator reads.</summary>
    public static TreeBackend LoadTrees(string file, string model, Catalog.FunctionSignature function, Func<string, string?> setting)
    {
        if (ModelEvaluators.Parse(setting("EVALUATOR")) == ModelEvaluator.OnnxRuntime)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"Model '{model}' cannot be computed by EVALUATOR 'onnxruntime': it is in XGBoost's format.",
                "Leave EVALUATOR out, or export the model to ONNX.");
        }

        return TreeBackend.Create(XGBoostFile.Read(file, model), model, ParametersOf(function), setting("OUTPUT"));
    }

    public static string DeviceOf(IModelBackend backend) => backend switch
    {
        OnnxBackend onnx => onnx.Device.ToString(),
        TextBackend text => text.Device.ToString(),
        RemoteBackend => Elsewhere,
        _ => "cpu",
    };

    /// <summary>Where a model would run by its own word; null where it has none.</summary>
    public static string? DeviceOf(ModelRecord model) =>
        model.Definition.Remote is { ModelId: null } ? Elsewhere : model.Setting("DEVICE");

    public static IReadOnlyList<OnnxParameter> ParametersOf(Catalog.FunctionSignature function) => [.. function.Parameters.Select(OnnxParameterOf)];

    public static OnnxModelOptions OnnxOptionsOf(
        string model, Catalog.FunctionSignature function, Func<string, string?> setting, ServiceOptions options) => new()
        {
            DisplayName = model,
            Parameters = ParametersOf(function),
            Input = setting("INPUT"),
            Output = setting("OUTPUT"),
            Device = DeviceSelection.Parse(setting("DEVICE") ?? options.Device),
            Evaluator = ModelEvaluators.Parse(setting("EVALUATOR")),
            GpuMemoryBytes = options.GpuMemoryBytes,
            Notices = options.Notices,
        };

    static OnnxParameter OnnxParameterOf(ModelParameter parameter)
    {
        var type = SqlType.Parse(parameter.Type);
        return new(parameter.Name, SqlTypes.ColumnOf(type), type.IsArray);
    }
}
