using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>The columns of a <see cref="RecordTable{TRecord}"/>, each with how it is read from a record; null gives NULL.</summary>
public sealed class RecordColumns<TRecord>
{
    readonly List<Column> _columns = [];

    internal IReadOnlyList<Column> All => _columns;

    public RecordColumns<TRecord> Text(string name, Func<TRecord, string?> read) => Add(new(name, EngineType.Varchar, ElementType.Utf8, (column, row, record) =>
    {
        var text = read(record);
        column.AppendText(text == null ? [] : Encoding.UTF8.GetBytes(text));
        if (text == null)
            column.SetNull(row);
    }));

    public RecordColumns<TRecord> Integer(string name, Func<TRecord, int?> read) => Add(name, EngineType.Integer, ElementType.Int32, read);

    public RecordColumns<TRecord> BigInt(string name, Func<TRecord, long?> read) => Add(name, EngineType.BigInt, ElementType.Int64, read);

    public RecordColumns<TRecord> Double(string name, Func<TRecord, double?> read) => Add(name, EngineType.Double, ElementType.Float64, read);

    public RecordColumns<TRecord> Boolean(string name, Func<TRecord, bool?> read) => Add(name, EngineType.Boolean, ElementType.Boolean, read);

    public RecordColumns<TRecord> Time(string name, Func<TRecord, DateTimeOffset?> read) => Add(name, EngineType.TimestampTz, ElementType.Timestamp,
        record => read(record) is { } time ? (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : (long?)null);

    /// <summary>Microseconds since 1970, in no time zone.</summary>
    public RecordColumns<TRecord> Timestamp(string name, Func<TRecord, long?> read) => Add(name, EngineType.Timestamp, ElementType.Timestamp, read);

    RecordColumns<TRecord> Add<T>(string name, EngineType type, ElementType element, Func<TRecord, T?> read) where T : unmanaged =>
        Add(new(name, type, element, (column, row, record) =>
        {
            var value = read(record);
            column.Span<T>()[row] = value.GetValueOrDefault();
            if (value == null)
                column.SetNull(row);
        }));

    RecordColumns<TRecord> Add(Column column)
    {
        _columns.Add(column);
        return this;
    }

    internal sealed record Column(string Name, EngineType Type, ElementType Element, Action<ColumnBuffer, int, TRecord> Put);
}
