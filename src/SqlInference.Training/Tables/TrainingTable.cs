using SqlInference.Inference.Columns;

namespace SqlInference.Training.Tables;

/// <summary>
/// The rows that are trained on, in memory. Where more come than there may be, what is kept is a random sample of all of
/// them, the same for the same seed.
/// </summary>
public sealed class TrainingTable
{
    readonly TableColumn[] _columns;
    readonly int _maxRows;
    SeededRandom _random;

    public TrainingTable(IReadOnlyList<(string Name, ElementType Element)> columns, int maxRows, ulong seed)
    {
        Names = [.. columns.Select(column => column.Name)];
        _columns = [.. columns.Select(column => TableColumn.For(column.Element))];
        _maxRows = maxRows;
        _random = new(seed, 0);
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<TableColumn> Columns => _columns;

    /// <summary>How many rows came.</summary>
    public long RowsRead { get; private set; }

    /// <summary>How many of them are here.</summary>
    public int RowCount { get; private set; }

    public void Add(ColumnBatch batch)
    {
        var room = Math.Min(_maxRows, RowCount + batch.RowCount);
        foreach (var column in _columns)
            column.Reserve(room);
        for (var row = 0; row < batch.RowCount; row++)
        {
            if (Place() is not { } place)
                continue;
            for (var column = 0; column < _columns.Length; column++)
                _columns[column].Set(place, batch[column], row);
        }
    }

    /// <summary>Where the next row goes; null where it is not taken.</summary>
    int? Place()
    {
        RowsRead++;
        if (RowCount < _maxRows)
            return RowCount++;
        var place = _random.NextLong(RowsRead);
        return place < _maxRows ? (int)place : null;
    }
}
