using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Tests.Onnx;

/// <summary>The models that make_models.py writes.</summary>
static class Models
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Onnx", "models", $"{name}.onnx");

    public static OnnxBackend Load(string name, params OnnxParameter[] parameters) =>
        Load(name, new OnnxModelOptions { Parameters = parameters });

    public static OnnxBackend Load(string name, OnnxModelOptions options) =>
        OnnxBackend.Load(PathOf(name), options with { DisplayName = "m", Device = DeviceSelection.Cpu });

    /// <summary>Parameters a, b, c … of one type.</summary>
    public static OnnxParameter[] Scalars(int count, ElementType type) =>
        [.. Enumerable.Range(0, count).Select(i => new OnnxParameter($"{(char)('a' + i)}", type))];
}
