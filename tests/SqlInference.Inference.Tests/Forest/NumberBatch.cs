using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Forest;

/// <summary>A batch that owns its columns.</summary>
public sealed class NumberBatch(int count) : IDisposable
{
    readonly ColumnBuffer[] _buffers = [.. Enumerable.Range(0, count).Select(_ => new ColumnBuffer())];

    public ColumnBatch Batch { get; } = new(count);

    public void Fill<T>(int column, T[] values, ElementType? type = null) where T : unmanaged
    {
        _buffers[column].Reset(type ?? TypeOf<T>(), values.Length);
        values.CopyTo(_buffers[column].Span<T>());
        Batch[column] = _buffers[column].View;
        Batch.RowCount = values.Length;
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }

    static ElementType TypeOf<T>() => default(T) switch
    {
        byte => ElementType.Boolean,
        sbyte => ElementType.Int8,
        short => ElementType.Int16,
        int => ElementType.Int32,
        long => ElementType.Int64,
        ushort => ElementType.UInt16,
        uint => ElementType.UInt32,
        ulong => ElementType.UInt64,
        Half => ElementType.Float16,
        float => ElementType.Float32,
        _ => ElementType.Float64,
    };
}
