namespace SqlInference.Inference.Columns;

/// <summary>
/// Some rows as columns: what a caller hands in. The caller owns the object and the memory behind it, leaves both
/// alone until the call it was handed to has completed, and may then fill it again.
/// </summary>
public sealed class ColumnBatch(int columnCount)
{
    readonly ColumnView[] _columns = new ColumnView[columnCount];

    public int RowCount { get; set; }

    public int ColumnCount => _columns.Length;

    public ref ColumnView this[int column] => ref _columns[column];
}
