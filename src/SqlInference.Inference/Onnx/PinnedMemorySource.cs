using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Devices;

namespace SqlInference.Inference.Onnx;

/// <summary>Where the page-locked memory of a session on a GPU comes from.</summary>
sealed class PinnedMemorySource : IDisposable
{
    readonly OrtMemoryInfo _pinned;
    readonly OrtMemoryInfo _onDevice;
    readonly OrtAllocator _allocator;

    public PinnedMemorySource(InferenceSession session, InferenceDevice device)
    {
        _pinned = new(OrtMemoryInfo.allocatorCUDA_PINNED, OrtAllocatorType.DeviceAllocator, device.CudaIndex!.Value, OrtMemType.CpuOutput);
        _onDevice = new(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, device.CudaIndex!.Value, OrtMemType.Default);
        _allocator = new(session, _pinned);
    }

    /// <summary>
    /// Memory that ONNX Runtime copies to the GPU and from it. It passes for ordinary memory: bound by its own name, models
    /// fail that compute with it on the CPU, and the driver sees by the address that it may copy without a detour.
    /// </summary>
    public PinnedMemory Copied() => new(_allocator, OrtMemoryInfo.DefaultInstance);

    /// <summary>
    /// Memory that the GPU reads and writes over the bus while it computes: no copy, no wait for one, and the address stays
    /// the same. For tensors that are read once.
    /// </summary>
    public PinnedMemory InPlace() => new(_allocator, _onDevice);

    public void Dispose()
    {
        _allocator.Dispose();
        _onDevice.Dispose();
        _pinned.Dispose();
    }
}
