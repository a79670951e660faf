using System.Buffers;
using System.Text;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Results;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb;

/// <summary>
/// The rows of a query, chunk by chunk as they are computed: <see cref="Read"/>, then the rows 0 to
/// <see cref="RowCount"/> - 1 of that chunk. Used by the connection's thread; disposing it early ends the query.
/// </summary>
public sealed class DuckDbResult : IDisposable
{
    const int ReturnsChangedRows = 1;
    const int ReturnsRows = 3;

    readonly DuckDbConnection _connection;
    readonly RunningQuery _query;
    readonly ColumnReader[] _readers;
    readonly nint[] _vectors;
    readonly VectorText _text;
    readonly bool _streams;
    readonly VectorJson _json;
    NativeResult _result;
    nint _chunk;
    bool _ended;
    bool _disposed;

    internal DuckDbResult(DuckDbConnection connection, RunningQuery query, DuckDbStatementKind kind, NativeResult result)
    {
        _connection = connection;
        _query = query;
        _result = result;
        StatementKind = kind;
        var returns = DuckDbNative.ResultReturnType(result);
        HasRows = returns == ReturnsRows;
        _streams = DuckDbNative.ResultIsStreaming(result);
        RowsChanged = returns == ReturnsChangedRows ? (long)DuckDbNative.RowsChanged(ref _result) : -1;
        Columns = ReadColumns();
        _readers = new ColumnReader[Columns.Count];
        _vectors = new nint[Columns.Count];
        _text = new(() => connection.Setting("TimeZone"));
        _json = new(_text);
    }

    public DuckDbStatementKind StatementKind { get; }

    /// <summary>Whether the statement is a query rather than a command.</summary>
    public bool HasRows { get; }

    /// <summary>Rows that INSERT, UPDATE, DELETE or COPY touched; -1 for other statements.</summary>
    public long RowsChanged { get; }

    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Rows of the chunk at hand.</summary>
    public int RowCount { get; private set; }

    /// <summary>Moves to the next chunk; false at the end. What was read of the chunk before is gone.</summary>
    public bool Read()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ReleaseChunk();
        if (_ended)
            return false;

        _chunk = DuckDbNative.FetchChunk(_result);
        if (_chunk == 0)
        {
            _ended = true;
            DuckDbConnection.ThrowIfFailed(ref _result, _query);
            return false;
        }

        RowCount = (int)DuckDbNative.ChunkSize(_chunk);
        for (var column = 0; column < _vectors.Length; column++)
            _vectors[column] = DuckDbNative.ChunkVector(_chunk, (ulong)column);
        return true;
    }

    /// <summary>
    /// A column of the chunk as models take it: integers, floats, booleans and timestamps as they stand in DuckDB's
    /// memory, dates as timestamps, decimals as doubles, text as UTF-8. Usable until the next <see cref="Read"/>.
    /// </summary>
    public ColumnView View(int column)
    {
        _readers[column] ??= new(Columns[column].Type, $"column \"{Columns[column].Name}\"");
        return _readers[column].Read(_vectors[column], RowCount);
    }

    /// <summary>What <see cref="View"/> gives for a column, or for the elements of its lists; null where models cannot take it.</summary>
    public ElementType? ElementOf(int column) => ColumnReader.ElementOf(Columns[column].Type);

    /// <summary>A column of the chunk as it stands in memory.</summary>
    public DuckDbVector VectorOf(int column) => new(_vectors[column]);

    /// <summary>Writes a value that is not NULL, of a column of this chunk or of elements in one, as DuckDB itself prints it.</summary>
    public void WriteText(DuckDbVector vector, DuckDbType type, long row, IBufferWriter<byte> utf8) => vector.WriteText(_text, type, row, utf8);

    internal nint Vector(int column) => _vectors[column];

    public unsafe bool IsNull(int column, int row)
    {
        var validity = DuckDbNative.VectorValidity(_vectors[column]);
        return validity != null && ((validity[row >> 6] >> (row & 63)) & 1) == 0;
    }

    /// <summary>Writes a value as text, the way DuckDB itself prints it; nothing for NULL.</summary>
    public void WriteText(int column, int row, IBufferWriter<byte> utf8)
    {
        if (!IsNull(column, row))
            _text.Write(Columns[column].Type, _vectors[column], row, utf8);
    }

    /// <summary>Writes a value as JSON, NULL as null; floats that are not finite are strings.</summary>
    public void WriteJson(int column, int row, IBufferWriter<byte> utf8) => _json.Write(Columns[column].Type, _vectors[column], row, utf8);

    /// <summary>A value as text, the way DuckDB itself prints it; null for NULL.</summary>
    public string? GetText(int column, int row)
    {
        if (IsNull(column, row))
            return null;
        var utf8 = new ArrayBufferWriter<byte>();
        WriteText(column, row, utf8);
        return Encoding.UTF8.GetString(utf8.WrittenSpan);
    }

    DuckDbColumn[] ReadColumns()
    {
        var columns = new DuckDbColumn[DuckDbNative.ColumnCount(ref _result)];
        for (var i = 0; i < columns.Length; i++)
        {
            using var type = DuckDbNative.ColumnLogicalType(ref _result, (ulong)i);
            columns[i] = new(DuckDbNative.Text(DuckDbNative.ColumnName(ref _result, (ulong)i)) ?? "", DuckDbType.Read(type));
        }

        return columns;
    }

    void ReleaseChunk()
    {
        RowCount = 0;
        if (_chunk != 0)
            DuckDbNative.DestroyDataChunk(ref _chunk);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        ReleaseChunk();
        var underWay = _streams && !_ended;
        if (underWay)
            _query.Cancel();
        DuckDbNative.DestroyResult(ref _result);
        if (underWay)
            _connection.Abandon();
        foreach (var reader in _readers)
            reader?.Dispose();
        _connection.End();
    }
}
