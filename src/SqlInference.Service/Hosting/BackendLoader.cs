using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Text.Backend;
using SqlInference.Inference.Text.Files;
using SqlInference.Language;

namespace SqlInference.Service.Hosting;

/// <summary>Makes the backend of a stored model version: one line per format.</summary>
sealed class BackendLoader(ArtifactStore artifacts, ServiceOptions options)
{
    /// <param name="model">The model as it is served: its name, and the settings that count.</param>
    public IModelBackend Load(VersionRecord version, ModelRecord model)
    {
        var manifest = artifacts.Read(version.ArtifactId!);
        var file = artifacts.PathOf(version.ArtifactId!, (string)manifest.Properties[ModelArtifact.MainFile]!);
        return manifest.Format switch
        {
            ModelArtifact.Forest => new ForestBackend(ForestFile.Read(file)),
            ModelArtifact.Onnx => OnnxBackend.Load(file, OnnxOptionsOf(
                model.Name.ToString(), version.Definition.Function!, model.Setting, options)),
            ModelArtifact.Text => LoadText(file, (string)manifest.Properties[ModelArtifact.Tokenizer]!,
                model.Name.ToString(), version.Definition.Function!, model.Setting, options),
            _ => throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model {model.Name} has the format '{manifest.Format}', which this version of SqlInference does not know.",
                "Upgrade SqlInference, or create the model again."),
        };
    }

    /// <summary>A text model whose tokenizer and configuration lie beside it.</summary>
    public static TextBackend LoadText(
        string file, string tokenizer, string model, Catalog.FunctionSignature function, Func<string, string?> setting, ServiceOptions options)
    {
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
            Notices = options.Notices,
        });
    }

    public static string DeviceOf(IModelBackend backend) => backend switch
    {
        OnnxBackend onnx => onnx.Device.ToString(),
        TextBackend text => text.Device.ToString(),
        _ => "cpu",
    };

    public static IReadOnlyList<OnnxParameter> ParametersOf(Catalog.FunctionSignature function) => [.. function.Parameters.Select(OnnxParameterOf)];

    public static OnnxModelOptions OnnxOptionsOf(
        string model, Catalog.FunctionSignature function, Func<string, string?> setting, ServiceOptions options) => new()
        {
            DisplayName = model,
            Parameters = ParametersOf(function),
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
}
