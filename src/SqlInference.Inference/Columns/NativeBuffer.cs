using System.Runtime.InteropServices;

namespace SqlInference.Inference.Columns;

/// <summary>A growable block of native memory, aligned for vector loads. Not thread-safe; the owner disposes it.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    const int Alignment = 64;

    byte* _pointer;
    nuint _capacity;

    ~NativeBuffer() => Free();

    public byte* Pointer => _pointer;

    public nuint Capacity => _capacity;

    /// <summary>Room for <paramref name="bytes"/>, keeping the first <paramref name="keep"/> bytes.</summary>
    public byte* Reserve(nuint bytes, nuint keep = 0)
    {
        if (bytes <= _capacity && _pointer != null)
            return _pointer;

        var capacity = Math.Max(bytes, _capacity + _capacity / 2);
        // A vector load of the last value may read beyond it.
        capacity = (capacity + 2 * Alignment - 1) & ~(nuint)(Alignment - 1);
        var grown = (byte*)NativeMemory.AlignedAlloc(capacity, Alignment);
        if (keep > 0)
            NativeMemory.Copy(_pointer, grown, keep);
        Free();
        _pointer = grown;
        _capacity = capacity;
        GC.AddMemoryPressure((long)capacity);
        return _pointer;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        if (_pointer == null)
            return;
        NativeMemory.AlignedFree(_pointer);
        GC.RemoveMemoryPressure((long)_capacity);
        _pointer = null;
        _capacity = 0;
    }
}
