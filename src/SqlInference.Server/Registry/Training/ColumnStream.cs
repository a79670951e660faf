using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Training;

/// <summary>
/// Rows as columns, easy to write in any language. All numbers are little-endian.
/// <code>
/// "SQIC"  u32 length of the head  the head: JSON, {"columns":[{"name":"n","type":"int"}]}
/// chunks: u32 rows (0: a sign of life without rows), then for each column
///           u8 1 if a validity bitmap follows, else 0     ceil(rows / 8) bytes, bit i%8 of byte i/8 set where row i has a value
///           numbers, booleans, timestamps: rows values     texts: rows × u32 length in bytes, then the UTF-8 bytes of all
/// end:    u32 0xFFFFFFFF  u64 rows in all
/// </code>
/// </summary>
sealed class ColumnStream(BodyReader reader) : TrainingBody(reader)
{
    public const string MediaType = "application/vnd.sqlinference.columns";

    const uint EndMark = uint.MaxValue;
    const int LongestHead = 1 << 20;
    const int MostColumns = 1600;
    const int MostRows = 1 << 20;

    // What one chunk may hold in memory.
    const long MostBytes = 64 << 20;

    readonly NativeBuffer _scratch = new();
    readonly NativeBuffer _text = new();
    UploadColumn[] _columns = [];
    long _rows;
    long _chunkBytes;

    public override async ValueTask<IReadOnlyList<TrainingColumn>> ReadColumnsAsync()
    {
        await NeedAsync(8).ConfigureAwait(false);
        var length = HeadLength();
        await NeedAsync(length).ConfigureAwait(false);
        _columns = [.. Head(length).Columns.Select(column => new UploadColumn(column.Name, column.Type))];
        return [.. _columns.Select(column => column.Described)];
    }

    public override async ValueTask<bool> ReadAsync(ColumnBatch batch)
    {
        var rows = 0U;
        while (rows == 0)
        {
            await NeedAsync(sizeof(uint)).ConfigureAwait(false);
            rows = Scratch<uint>();
        }

        if (rows == EndMark)
        {
            await EndAsync().ConfigureAwait(false);
            return false;
        }

        if (rows > MostRows)
            throw TooLarge($"has {rows} rows; it may have {MostRows}");
        _chunkBytes = 0;
        batch.RowCount = (int)rows;
        for (var i = 0; i < _columns.Length; i++)
        {
            await ReadColumnAsync(_columns[i], (int)rows).ConfigureAwait(false);
            batch[i] = _columns[i].Values.View;
        }

        _rows += rows;
        return true;
    }

    public override void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        _scratch.Dispose();
        _text.Dispose();
        base.Dispose();
    }

    async ValueTask ReadColumnAsync(UploadColumn column, int rows)
    {
        Count(column.IsText ? (long)rows * sizeof(uint) : (long)rows * column.Column.Element.Width());
        column.Values.Reset(column.Column, rows);
        await NeedAsync(1).ConfigureAwait(false);
        switch (Scratch<byte>())
        {
            case 0:
                break;
            case 1:
                await FillAsync(Bitmap(column), (rows + 7) / 8).ConfigureAwait(false);
                break;
            case var flag:
                throw UploadErrors.Malformed($"Column '{column.Name}' begins with {flag} at byte {Reader.Position}, where 0 or 1 says whether a validity bitmap follows.");
        }

        if (column.IsText)
        {
            await ReadTextsAsync(column, rows).ConfigureAwait(false);
        }
        else
        {
            await FillAsync(Values(column), (long)rows * column.Column.Element.Width()).ConfigureAwait(false);
            Check(column, rows);
        }
    }

    async ValueTask ReadTextsAsync(UploadColumn column, int rows)
    {
        await NeedAsync((long)rows * sizeof(uint)).ConfigureAwait(false);
        var bytes = Sum(rows);
        Count(bytes);
        await FillAsync(Reserve(_text, bytes), bytes).ConfigureAwait(false);
        AppendTexts(column, rows);
    }

    async ValueTask EndAsync()
    {
        await NeedAsync(sizeof(ulong)).ConfigureAwait(false);
        if (Scratch<ulong>() is var told && told != (ulong)_rows)
            throw UploadErrors.Malformed($"The training data says that it has {told} rows, but {_rows} came.", "Send the rows again.");
        if (await Reader.FillAsync(Reserve(_scratch, 1), 1).ConfigureAwait(false))
            throw UploadErrors.Malformed("There are bytes behind the end of the training data.");
    }

    async ValueTask NeedAsync(long bytes) => await FillAsync(Reserve(_scratch, bytes), bytes).ConfigureAwait(false);

    async ValueTask FillAsync(nint target, long bytes)
    {
        if (bytes > 0 && !await Reader.FillAsync(target, bytes).ConfigureAwait(false))
            throw Reader.Cut();
    }

    unsafe int HeadLength()
    {
        var start = new ReadOnlySpan<byte>(_scratch.Pointer, 8);
        if (!start.StartsWith("SQIC"u8))
            throw UploadErrors.Malformed("The training data does not begin with SQIC, as a column stream does.");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        return length <= LongestHead
            ? (int)length
            : throw UploadErrors.Malformed($"The head of the training data is {length} bytes long; it may be {LongestHead}.");
    }

    unsafe ColumnStreamHeader Head(int length)
    {
        try
        {
            return JsonSerializer.Deserialize(new ReadOnlySpan<byte>(_scratch.Pointer, length), RegistryJson.Default.ColumnStreamHeader) switch
            {
                { Columns.Count: > 0 and <= MostColumns } head => head,
                { Columns.Count: var count } => throw UploadErrors.Malformed($"The training data has {count} columns; it may have 1 to {MostColumns}."),
                null => throw UploadErrors.Malformed("The head of the training data is null."),
            };
        }
        catch (JsonException exception)
        {
            throw new SqlInferenceException(ErrorConditions.RequestMalformed, "The head of the training data is not the JSON that is expected.",
                """It looks like {"columns":[{"name":"n","type":"int"}]}.""", exception);
        }
    }

    /// <summary>Values that no column of a database holds.</summary>
    unsafe void Check(UploadColumn column, int rows)
    {
        var view = column.Values.View;
        if (view.Type.Element == ElementType.Boolean && view.Span<byte>().IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var wrong && view.IsValid(wrong))
            throw UploadErrors.Cell(_rows + wrong + 1, column.Name, column.TypeName, CellResult.NotOfType);
        if (view.Type.Element != ElementType.Timestamp)
            return;
        // What PostgreSQL keeps for infinity.
        var values = view.Span<long>();
        for (var row = values.IndexOfAny(long.MinValue, long.MaxValue); row >= 0 && row < rows; row++)
        {
            if (values[row] is long.MinValue or long.MaxValue && view.IsValid(row))
                throw UploadErrors.Cell(_rows + row + 1, column.Name, column.TypeName, CellResult.NotFinite);
        }
    }

    unsafe void AppendTexts(UploadColumn column, int rows)
    {
        var lengths = (uint*)_scratch.Pointer;
        var text = _text.Pointer;
        for (var row = 0; row < rows; row++)
        {
            var value = new ReadOnlySpan<byte>(text, (int)lengths[row]);
            if (!Utf8.IsValid(value))
                throw UploadErrors.NotUtf8(_rows + row + 1, column.Name);
            column.Values.AppendText(value);
            text += value.Length;
        }
    }

    unsafe long Sum(int rows)
    {
        var sum = 0L;
        foreach (var length in new ReadOnlySpan<uint>(_scratch.Pointer, rows))
            sum += length;
        return sum;
    }

    void Count(long bytes)
    {
        _chunkBytes += bytes;
        if (_chunkBytes > MostBytes)
            throw TooLarge($"holds more than {MostBytes} bytes");
    }

    SqlInferenceException TooLarge(string what) => new(ErrorConditions.RequestTooLarge,
        $"The chunk of training data that follows row {_rows} {what}.", "Send fewer rows in one chunk.");

    unsafe T Scratch<T>() where T : unmanaged => *(T*)_scratch.Pointer;

    static unsafe nint Reserve(NativeBuffer buffer, long bytes) => (nint)buffer.Reserve((nuint)Math.Max(8, bytes));

    static unsafe nint Values(UploadColumn column) => (nint)column.Values.Values;

    static unsafe nint Bitmap(UploadColumn column) => (nint)column.Values.Bitmap();
}
