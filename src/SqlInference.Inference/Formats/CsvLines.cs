using System.Buffers;
using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Formats;

/// <summary>Writes fields and lines as RFC 4180 has them, with LF at the end of a line. NULL is an empty field.</summary>
public static class CsvLines
{
    static readonly SearchValues<byte> NeedQuotes = SearchValues.Create(",\"\r\n"u8);

    /// <summary>The names of the columns as a line.</summary>
    public static void WriteHeader(PooledBytes into, params ReadOnlySpan<string> names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0)
                into.Write((byte)',');
            WriteText(into, Encoding.UTF8.GetBytes(names[i]));
        }

        into.Write((byte)'\n');
    }

    /// <summary>One row of all columns as a line; the elements of a list are fields of their own.</summary>
    public static void WriteRow(PooledBytes into, ColumnBatch batch, int row)
    {
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            if (i > 0)
                into.Write((byte)',');
            ref readonly var column = ref batch[i];
            if (column.IsValid(row))
                WriteCell(into, column, row);
            else
                WriteNull(into, column.Type);
        }

        into.Write((byte)'\n');
    }

    /// <summary>Empty fields, one for each element.</summary>
    static void WriteNull(PooledBytes into, ColumnType type)
    {
        for (var i = 1; i < type.ElementsPerRow; i++)
            into.Write((byte)',');
    }

    /// <summary>A value that is not NULL as a field, without what separates it from the next.</summary>
    public static void WriteCell(PooledBytes into, in ColumnView column, int row)
    {
        if (column.Type.Element == ElementType.Utf8)
        {
            WriteText(into, column.Utf8At(row));
            return;
        }

        var count = column.Type.ElementsPerRow;
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                into.Write((byte)',');
            CellText.Write(into, column, row * count + i);
        }
    }

    /// <summary>
    /// A text as a field: in quotes where it holds what would end the field, and where it is empty (without, it would be
    /// NULL) or has blanks at its ends, which readers like to trim.
    /// </summary>
    public static void WriteText(PooledBytes into, ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[0] != ' ' && text[^1] != ' ' && text.IndexOfAny(NeedQuotes) < 0)
        {
            into.Write(text);
            return;
        }

        into.Write((byte)'"');
        for (int quote; (quote = text.IndexOf((byte)'"')) >= 0; text = text[(quote + 1)..])
        {
            into.Write(text[..(quote + 1)]);
            into.Write((byte)'"');
        }

        into.Write(text);
        into.Write((byte)'"');
    }
}
