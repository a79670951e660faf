using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>A table of records in memory, read anew by every query.</summary>
public sealed class RecordTable<TRecord>(Func<IReadOnlyList<TRecord>> read, RecordColumns<TRecord> columns) : ITable
{
    public IReadOnlyList<TableColumn> Columns { get; } = [.. columns.All.Select(column => new TableColumn(column.Name, column.Type))];

    public long? Cardinality => null;

    public ITableReader Open(CancellationToken cancellation) => new Reader(read(), columns.All);

    public void Dispose()
    {
        foreach (var column in Columns)
            column.Dispose();
    }

    sealed class Reader(IReadOnlyList<TRecord> records, IReadOnlyList<RecordColumns<TRecord>.Column> columns) : ITableReader
    {
        readonly ColumnBuffer _buffer = new();
        int _next;

        public void Read(TableChunk chunk, CancellationToken cancellation)
        {
            var count = Math.Min(TableChunk.Capacity, records.Count - _next);
            for (var i = 0; i < columns.Count; i++)
            {
                _buffer.Reset(columns[i].Element, count);
                for (var row = 0; row < count; row++)
                    columns[i].Put(_buffer, row, records[_next + row]);
                chunk.Write(i, _buffer.View);
            }

            _next += count;
            chunk.RowCount = count;
        }

        public void Dispose() => _buffer.Dispose();
    }
}
