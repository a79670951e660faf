using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>
/// Text or lists for a vector that DuckDB hands us. DuckDB takes the memory of what stands outside of such a vector from
/// its limited pool, and where that is exhausted throws through the C function that was called, which ends the process.
/// So the values go into a vector of our own, whose memory is not counted, and the other shares it.
/// </summary>
sealed class OwnVector : IDisposable
{
    readonly VectorHandle _own;

    public OwnVector(EngineType type, int rows)
    {
        using var logicalType = LogicalTypes.Create(type);
        _own = DuckDbNative.CreateVector(logicalType, (ulong)Math.Max(1, rows));
    }

    public nint Pointer => _own.Pointer;

    /// <summary>Shows the values in the vector they are for, which may outlive this object.</summary>
    public void ShareWith(nint vector) => DuckDbNative.ReferenceVector(vector, _own.Pointer);

    public void Dispose() => _own.Dispose();
}
