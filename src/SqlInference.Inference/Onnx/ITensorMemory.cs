using Microsoft.ML.OnnxRuntime;

namespace SqlInference.Inference.Onnx;

/// <summary>A growable block that a tensor lies in, written and read by us. Not thread-safe; the owner disposes it.</summary>
unsafe interface ITensorMemory : IDisposable
{
    byte* Pointer { get; }

    /// <summary>Where ONNX Runtime is told that the block is.</summary>
    OrtMemoryInfo Location { get; }

    /// <summary>Room for so many bytes; what was in the block is lost when it has to move.</summary>
    byte* Reserve(nuint bytes);
}
