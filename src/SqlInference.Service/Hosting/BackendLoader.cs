using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Onnx;
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
            _ => throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model {model.Name} has the format '{manifest.Format}', which this version of SqlInference does not know.",
                "Upgrade SqlInference, or create the model again."),
        };
    }

    public static string DeviceOf(IModelBackend backend) => backend is OnnxBackend onnx ? onnx.Device.ToString() : "cpu";

    public static OnnxModelOptions OnnxOptionsOf(
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
}
