using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Text.Files;

namespace SqlInference.Inference.Text.Backend;

/// <summary>How to load a text model.</summary>
public sealed record TextModelOptions
{
    /// <summary>How errors call the model.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The parameters of the SQL function, which have to be one text.</summary>
    public required IReadOnlyList<OnnxParameter> Parameters { get; init; }

    /// <summary>What the SQL function answers; a list of numbers stands for the model's output as it is.</summary>
    public required OnnxParameter Returns { get; init; }

    public required TokenizerFiles Tokenizer { get; init; }

    /// <summary>The path of config.json; null where there is none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The MAX_TOKENS setting.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The OUTPUT setting: the model's output that is the prediction.</summary>
    public string? Output { get; init; }

    public DeviceSelection Device { get; init; } = DeviceSelection.Auto;

    /// <summary>The most memory of a GPU that the model takes; null for as much as there is.</summary>
    public long? GpuMemoryBytes { get; init; }

    /// <summary>Who hears that 'auto' could not use the GPU.</summary>
    public Notices? Notices { get; init; }
}
