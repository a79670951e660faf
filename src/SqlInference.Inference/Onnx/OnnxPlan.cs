using Microsoft.ML.OnnxRuntime;

namespace SqlInference.Inference.Onnx;

/// <summary>A loaded model and how columns get into and out of it; shared by all runners.</summary>
/// <param name="FixedRows">The only number of rows that the model takes; 0 where it takes any.</param>
sealed record OnnxPlan(
    string Model,
    OnnxSession Loaded,
    IReadOnlyList<InputPlan> Inputs,
    IReadOnlyList<OutputPlan> Outputs,
    int FixedRows)
{
    public InferenceSession Session => Loaded.Session;

    /// <summary>True where ONNX Runtime copies inputs when they are bound (to a GPU), so that they must be bound for every call.</summary>
    public bool CopiesInputs => Loaded.Device.IsCuda;
}
