using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>Ordinary memory, for models on the CPU.</summary>
sealed unsafe class HostMemory : ITensorMemory
{
    readonly NativeBuffer _buffer = new();

    public byte* Pointer => _buffer.Pointer;

    public OrtMemoryInfo Location => OrtMemoryInfo.DefaultInstance;

    public byte* Reserve(nuint bytes) => _buffer.Reserve(bytes);

    public void Dispose() => _buffer.Dispose();
}
