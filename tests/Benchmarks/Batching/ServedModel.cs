using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Scoring;

namespace Benchmarks.Batching;

/// <summary>The models that a host serves to many callers, each behind a scorer of its own and computed by ONNX Runtime.</summary>
static class ServedModel
{
    /// <summary>Three weights: about as cheap as a model can be.</summary>
    public static ModelScorer Linear(ScoringOptions options) => Load("linear.onnx", 3, options);

    public static ModelScorer Trees(ScoringOptions options) => Load("gbt-100x6x8.onnx", Models.TreeInputs, options);

    static ModelScorer Load(string file, int inputs, ScoringOptions options)
    {
        var parameters = Enumerable.Range(1, inputs).Select(i => new OnnxParameter($"x{i}", ElementType.Float64));
        var backend = OnnxBackend.Load(Path.Combine(AppContext.BaseDirectory, "data", file),
            new OnnxModelOptions { Parameters = [.. parameters], Device = DeviceSelection.Cpu, Evaluator = ModelEvaluator.OnnxRuntime });
        return new(backend, file, options with { Cache = false });
    }
}
