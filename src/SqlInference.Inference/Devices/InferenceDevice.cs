namespace SqlInference.Inference.Devices;

/// <summary>Where a loaded model computes.</summary>
/// <param name="CudaIndex">The number of the GPU; null for the CPU.</param>
public readonly record struct InferenceDevice(int? CudaIndex)
{
    public static readonly InferenceDevice Cpu = new(null);

    public bool IsCuda => CudaIndex is not null;

    /// <summary>As in the DEVICE setting: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public override string ToString() => CudaIndex is { } index ? $"cuda:{index}" : "cpu";
}
