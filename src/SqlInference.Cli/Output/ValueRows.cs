using System.Buffers;
using System.Globalization;
using System.Text;

namespace SqlInference.Cli.Output;

/// <summary>A few rows of texts, numbers and truth values, in one chunk.</summary>
sealed class ValueRows(IReadOnlyList<ResultColumn> columns, IReadOnlyList<IReadOnlyList<object?>> rows) : ResultRows
{
    bool _read;

    public override IReadOnlyList<ResultColumn> Columns => columns;

    public override int RowCount => _read ? rows.Count : 0;

    public override bool Read() => !_read && (_read = true);

    public override bool IsNull(int column, int row) => rows[row][column] is null;

    public override void WriteText(int column, int row, IBufferWriter<byte> utf8)
    {
        if (rows[row][column] is { } value)
            Encoding.UTF8.GetBytes(Text(value), utf8);
    }

    public override void WriteJson(int column, int row, IBufferWriter<byte> utf8)
    {
        switch (rows[row][column])
        {
            case null: utf8.Write("null"u8); break;
            case string text: JsonFormat.WriteString(text, utf8); break;
            case var value: Encoding.UTF8.GetBytes(Text(value), utf8); break;
        }
    }

    static string Text(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
