using SqlInference.Engines.DuckDb.Native;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>Where a table function puts its next rows, column by column.</summary>
public sealed class TableChunk
{
    /// <summary>The most rows that a chunk takes.</summary>
    public static readonly int Capacity = (int)DuckDbNative.VectorSize();

    readonly IReadOnlyList<TableColumn> _columns;
    nint _chunk;

    internal TableChunk(IReadOnlyList<TableColumn> columns) => _columns = columns;

    /// <summary>How many rows have been put in; equal for all columns.</summary>
    public int RowCount { get; set; }

    /// <summary>Copies values into a column that was declared with an <see cref="EngineType"/>; text is valid UTF-8.</summary>
    public void Write(int column, in ColumnView values) => _columns[column].Writer.Write(values, Vector(column));

    /// <summary>
    /// Passes rows of a query's chunk on as the first columns of this one, without copying them and whatever their types.
    /// </summary>
    public void Share(DuckDbResult rows, int start, int count)
    {
        RowCount = count;
        for (var column = 0; column < rows.Columns.Count; column++)
            DuckDbNative.ReferenceVector(Vector(column), rows.Vector(column));
        if (count == rows.RowCount)
            return;
        using var selection = Select(start, count);
        for (var column = 0; column < rows.Columns.Count; column++)
            DuckDbNative.SliceVector(Vector(column), selection, (ulong)count);
    }

    internal void Begin(nint chunk)
    {
        _chunk = chunk;
        RowCount = 0;
    }

    internal void End() => DuckDbNative.ChunkSetSize(_chunk, (ulong)RowCount);

    static unsafe SelectionHandle Select(int start, int count)
    {
        var selection = DuckDbNative.CreateSelection((ulong)count);
        var rows = DuckDbNative.SelectionData(selection);
        for (var i = 0; i < count; i++)
            rows[i] = (uint)(start + i);
        return selection;
    }

    nint Vector(int column) => DuckDbNative.ChunkVector(_chunk, (ulong)column);
}
