using System.Globalization;
using SqlInference.Inference.Devices;

namespace SqlInference.Inference.Onnx;

/// <summary>How a session uses its GPU, as ONNX Runtime's CUDA provider wants to be told.</summary>
static class CudaOptions
{
    /// <param name="memoryBytes">The most that the session takes of the GPU's memory; null for as much as there is.</param>
    public static Dictionary<string, string> Of(InferenceDevice device, long? memoryBytes)
    {
        var options = new Dictionary<string, string>
        {
            ["device_id"] = device.CudaIndex!.Value.ToString(CultureInfo.InvariantCulture),
            // By default every growth takes twice what the one before took, which leaves nothing to other models.
            ["arena_extend_strategy"] = "kSameAsRequested",
            // TF32 drops 13 of the 23 bits of a float32: answers would depend on the device.
            ["use_tf32"] = "0",
        };
        if (memoryBytes is { } bytes)
            options["gpu_mem_limit"] = bytes.ToString(CultureInfo.InvariantCulture);
        return options;
    }
}
