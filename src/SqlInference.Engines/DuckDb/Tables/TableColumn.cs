using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Results;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>
/// A column that a table function gives: of a number, boolean, text or timestamp type, or of whatever type a query's column has.
/// </summary>
public sealed class TableColumn : IDisposable
{
    readonly VectorWriter? _writer;

    public TableColumn(string name, EngineType type) : this(name, LogicalTypes.Create(type)) => _writer = new(type);

    internal TableColumn(string name, LogicalTypeHandle handle)
    {
        Name = name;
        Handle = handle;
        Type = DuckDbType.Read(handle);
    }

    public string Name { get; }

    public DuckDbType Type { get; }

    /// <summary>What models get for a value of the column; null where they cannot take it, and for lists.</summary>
    public ElementType? Element => Type.IsNested ? null : ColumnReader.ElementOf(Type);

    internal LogicalTypeHandle Handle { get; }

    internal VectorWriter Writer => _writer ?? throw new InvalidOperationException(
        $"Column {Name} is a query's: its values are passed on, not written.");

    public void Dispose() => Handle.Dispose();
}
