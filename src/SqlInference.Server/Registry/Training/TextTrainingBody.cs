using System.Text.Unicode;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Training;

/// <summary>Rows as text. What has come of the body but has not been read yet is kept in one piece.</summary>
abstract class TextTrainingBody(BodyReader reader, IReadOnlyList<string>? types) : TrainingBody(reader)
{
    const int BatchRows = 2048;

    // Longer than any row should be.
    const int MostUnread = 64 << 20;

    PooledBytes _text = new(1 << 16);
    PooledBytes _spare = new(1 << 16);
    bool _begun;

    protected UploadColumn[] Columns { get; private set; } = [];

    /// <summary>The body has come whole.</summary>
    protected bool IsFinal { get; private set; }

    protected ReadOnlySpan<byte> Unread => _text.Written;

    /// <summary>Rows read so far, the one under way not counted.</summary>
    protected long Row { get; private set; }

    protected int RowOfBatch { get; private set; }

    protected bool BatchIsFull => RowOfBatch == BatchRows;

    public override async ValueTask<IReadOnlyList<TrainingColumn>> ReadColumnsAsync()
    {
        IReadOnlyList<(string, string)>? head;
        while ((head = FindColumns()) is null)
            await MoreAsync().ConfigureAwait(false);
        Columns = ColumnTypes.Apply(types, head);
        return [.. Columns.Select(column => column.Described)];
    }

    public override async ValueTask<bool> ReadAsync(ColumnBatch batch)
    {
        RowOfBatch = 0;
        foreach (var column in Columns)
            column.Values.Reset(column.Column, BatchRows);
        while (!ReadRows())
            await MoreAsync().ConfigureAwait(false);

        batch.RowCount = RowOfBatch;
        for (var i = 0; i < Columns.Length; i++)
            batch[i] = Columns[i].Values.View.Slice(0, RowOfBatch);
        return RowOfBatch > 0;
    }

    public override void Dispose()
    {
        foreach (var column in Columns)
            column.Dispose();
        _text.Dispose();
        _spare.Dispose();
        base.Dispose();
    }

    /// <summary>Names of the columns and the types they look like; null where more of the text is needed for that.</summary>
    protected abstract IReadOnlyList<(string Name, string LooksLike)>? FindColumns();

    /// <summary>Reads rows until the batch is full or the text has ended: true. False where more of it is needed.</summary>
    protected abstract bool ReadRows();

    protected void Consume(int bytes)
    {
        _spare.Clear();
        _spare.Write(_text.Written[bytes..]);
        (_text, _spare) = (_spare, _text);
    }

    protected void EndRow()
    {
        Row++;
        RowOfBatch++;
    }

    protected void SetText(UploadColumn column, ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
            throw UploadErrors.NotUtf8(Row + 1, column.Name);
        column.Values.AppendText(value);
    }

    protected void SetValue(UploadColumn column, ReadOnlySpan<byte> value)
    {
        if (CellParser.Read(value, column.Values, RowOfBatch) is var result and not CellResult.Read)
            throw UploadErrors.Cell(Row + 1, column.Name, column.TypeName, result);
    }

    protected void SetNull(UploadColumn column)
    {
        column.Values.SetNull(RowOfBatch);
        if (column.IsText)
            column.Values.AppendText([]);
        else
            Clear(column);
    }

    // What stands under a NULL is read, and must not be a number that is not one.
    unsafe void Clear(UploadColumn column)
    {
        var width = column.Column.Element.Width();
        new Span<byte>(column.Values.Values + (long)RowOfBatch * width, width).Clear();
    }

    async ValueTask MoreAsync()
    {
        if (_text.Length > MostUnread)
        {
            throw new SqlInferenceException(ErrorConditions.RequestTooLarge,
                $"Row {Row + 1} of the training data is longer than {MostUnread} bytes.", "A quote that is never closed looks like this.");
        }

        IsFinal = !await Reader.AppendAsync(_text).ConfigureAwait(false);
        if (_begun || _text.Length < 3)
            return;
        _begun = true;
        if (_text.Written.StartsWith("\uFEFF"u8))
            Consume(3);
    }
}
