using System.Globalization;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.Rows;

/// <summary>
/// The rows of one request, read field by field into blocks of columns. A row is begun by <see cref="BeginRow"/>, is given
/// every column once, and is ended by <see cref="EndRow"/>. Owns the blocks.
/// </summary>
sealed class RequestRows : IDisposable
{
    // A single row needs little; a request of many is cut into blocks that the processor's caches hold.
    const int FirstBlockRows = 64;
    const int BlockRows = 8192;
    const int BlockCells = 1 << 20;

    // A sparse row of a few bytes may stand for thousands of numbers.
    const long MostCells = 1L << 25;

    // Blocks of larger requests may hold long texts, which are not worth keeping.
    const int KeepUpToBytes = 1 << 20;

    readonly bool _keep;
    readonly List<RowBlock> _blocks = [];
    long _capacity;
    int _rowsBefore;

    public RequestRows(RowLayout layout, int bodyLength)
    {
        Layout = layout;
        _keep = bodyLength <= KeepUpToBytes;
    }

    public RowLayout Layout { get; }

    public IReadOnlyList<RowBlock> Blocks => _blocks;

    /// <summary>How many rows are whole.</summary>
    public int RowCount => _rowsBefore + (_blocks.Count == 0 ? 0 : Current.RowCount);

    RowBlock Current => _blocks[^1];

    public void BeginRow()
    {
        if (_blocks.Count > 0 && !Current.IsFull)
            return;
        var capacity = Math.Clamp(BlockCells / Math.Max(1, Layout.FieldCount), FirstBlockRows, BlockRows);
        if (_blocks.Count == 0)
            capacity = FirstBlockRows;
        else
            _rowsBefore += Current.RowCount;
        _capacity += (long)capacity * Layout.FieldCount;
        if (_capacity > MostCells + (long)FirstBlockRows * Layout.FieldCount)
        {
            throw new SqlInferenceException(ErrorConditions.RequestTooLarge,
                string.Create(CultureInfo.InvariantCulture, $"The request's rows hold more than {MostCells} numbers."), "Send fewer rows at once.");
        }

        _blocks.Add(RowBlock.Rent(Layout, capacity));
    }

    /// <summary>The memory of a column, to be written at <see cref="Place"/>.</summary>
    public ColumnBuffer Column(int column) => Current.Column(column);

    /// <summary>The current row's number within the columns.</summary>
    public int RowInBlock => Current.RowCount;

    /// <summary>Where a field of the current row stands in the memory of its column.</summary>
    public int Place(int column, int element = 0) => Current.RowCount * Layout.Columns[column].Fields + element;

    public void SetNull(int column)
    {
        var buffer = Column(column);
        if (buffer.Type.Element == ElementType.Utf8)
            buffer.AppendText([]);
        buffer.SetNull(Current.RowCount);
    }

    public void EndRow() => Current.EndRow();

    /// <summary>Forgets everything read so far.</summary>
    public void Restart()
    {
        if (_blocks.Count > 0)
            Current.Restart();
    }

    /// <summary>All rows have been read.</summary>
    public void Finish()
    {
        foreach (var block in _blocks)
            block.Finish();
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
            block.Return(_keep);
        _blocks.Clear();
    }
}
