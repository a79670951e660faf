using SqlInference.Inference.Devices;

namespace SqlInference.Inference.Onnx;

/// <summary>How to load an ONNX model; everything may be left out.</summary>
public sealed record OnnxModelOptions
{
    /// <summary>How errors call the model; its file's name where left out.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The parameters of the SQL function. Null: one for each input of the model.</summary>
    public IReadOnlyList<OnnxParameter>? Parameters { get; init; }

    /// <summary>The INPUT setting: the model's inputs, separated by commas, in the order in which the parameters fill them.</summary>
    public string? Input { get; init; }

    /// <summary>The OUTPUT setting: the model's output that is the prediction.</summary>
    public string? Output { get; init; }

    public DeviceSelection Device { get; init; } = DeviceSelection.Auto;

    /// <summary>The EVALUATOR setting.</summary>
    public ModelEvaluator Evaluator { get; init; }

    /// <summary>Null: chosen by the size of a row and the device.</summary>
    public int? MaxBatchRows { get; init; }

    /// <summary>Null: one caller per core on the CPU, two on a GPU (one copies while the other computes).</summary>
    public int? Concurrency { get; init; }

    /// <summary>The most memory of a GPU that the model takes; null for as much as there is.</summary>
    public long? GpuMemoryBytes { get; init; }

    /// <summary>Who hears that 'auto' could not use the GPU.</summary>
    public Notices? Notices { get; init; }
}
