using System.Collections.Concurrent;
using System.Diagnostics;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.Rows;

/// <summary>Some rows of a request as columns, in memory that serves request after request. Not thread-safe.</summary>
sealed class RowBlock : IDisposable
{
    const int MostKept = 64;
    const int MostCellsKept = 1 << 17;

    static readonly ConcurrentBag<RowBlock> Kept = [];

    ColumnBuffer[] _columns = [];
    RowLayout _layout = null!;
    int _capacity;

    RowBlock()
    {
    }

    /// <summary>How many rows are whole.</summary>
    public int RowCount { get; private set; }

    public bool IsFull => RowCount == _capacity;

    /// <summary>What the scorer sees, once <see cref="Finish"/> was called.</summary>
    public ColumnBatch Batch { get; private set; } = new(0);

    public static RowBlock Rent(RowLayout layout, int capacity)
    {
        var block = Kept.TryTake(out var kept) ? kept : new();
        block.Begin(layout, capacity);
        return block;
    }

    public ColumnBuffer Column(int column) => _columns[column];

    public void EndRow()
    {
        Debug.Assert(!IsFull);
        RowCount++;
    }

    /// <summary>Forgets all rows, also one that was begun.</summary>
    public void Restart() => Begin(_layout, _capacity);

    public void Finish()
    {
        if (Batch.ColumnCount != _layout.Columns.Length)
            Batch = new(_layout.Columns.Length);
        Batch.RowCount = RowCount;
        for (var column = 0; column < Batch.ColumnCount; column++)
            Batch[column] = _columns[column].View.Slice(0, RowCount);
    }

    /// <summary>Gives the block back, for the next request where it is of ordinary size.</summary>
    public void Return(bool keep)
    {
        if (keep && _capacity * (long)_layout.FieldCount <= MostCellsKept && Kept.Count < MostKept)
            Kept.Add(this);
        else
            Dispose();
    }

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        _columns = [];
    }

    void Begin(RowLayout layout, int capacity)
    {
        _layout = layout;
        _capacity = capacity;
        RowCount = 0;
        var had = _columns.Length;
        if (had < layout.Columns.Length)
        {
            Array.Resize(ref _columns, layout.Columns.Length);
            for (var column = had; column < _columns.Length; column++)
                _columns[column] = new();
        }

        for (var column = 0; column < layout.Columns.Length; column++)
            _columns[column].Reset(layout.Columns[column].Type, capacity);
    }
}
