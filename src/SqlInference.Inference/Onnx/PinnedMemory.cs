using Microsoft.ML.OnnxRuntime;

namespace SqlInference.Inference.Onnx;

/// <summary>Memory of the host that never moves, so that a GPU copies from it without a detour, or reads and writes it where it is.</summary>
sealed unsafe class PinnedMemory(OrtAllocator allocator, OrtMemoryInfo location) : ITensorMemory
{
    OrtMemoryAllocation? _block;

    public byte* Pointer { get; private set; }

    public OrtMemoryInfo Location => location;

    public byte* Reserve(nuint bytes)
    {
        if (_block is { } block && bytes <= block.Size)
            return Pointer;
        // Locking memory is slow: better too much than often.
        var wanted = Math.Max(checked((uint)bytes), Math.Min(2 * (_block?.Size ?? 0), 1u << 30));
        Dispose();
        _block = allocator.Allocate(wanted);
        Pointer = (byte*)_block.DangerousGetHandle();
        return Pointer;
    }

    public void Dispose()
    {
        _block?.Dispose();
        _block = null;
        Pointer = null;
    }
}
