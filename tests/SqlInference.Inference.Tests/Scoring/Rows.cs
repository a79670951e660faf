using System.Runtime.CompilerServices;
using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Scoring;

/// <summary>Column batches for tests, from plain arrays; null means NULL.</summary>
static class Rows
{
    // A batch only points at its columns; tests hand over temporaries, which must live as long as it does.
    static readonly ConditionalWeakTable<ColumnBatch, ColumnBuffer[]> Owners = [];

    public static ColumnBatch Of(params ColumnBuffer[] columns)
    {
        var batch = new ColumnBatch(columns.Length) { RowCount = columns[0].RowCount };
        for (var i = 0; i < columns.Length; i++)
            batch[i] = columns[i].View;
        Owners.Add(batch, columns);
        return batch;
    }

    public static ColumnBuffer Doubles(params double?[] values)
    {
        var buffer = new ColumnBuffer();
        buffer.Reset(ElementType.Float64, values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            buffer.Span<double>()[row] = values[row] ?? -999;
            if (values[row] == null)
                buffer.SetNull(row);
        }

        return buffer;
    }

    public static ColumnBuffer Texts(params string?[] values)
    {
        var buffer = new ColumnBuffer();
        buffer.Reset(ElementType.Utf8, values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            buffer.AppendText(Encoding.UTF8.GetBytes(values[row] ?? ""));
            if (values[row] == null)
                buffer.SetNull(row);
        }

        return buffer;
    }

    public static IReadOnlyList<double?> ToDoubles(this ColumnBuffer buffer)
    {
        var view = buffer.View;
        return [.. Enumerable.Range(0, view.RowCount).Select(row => view.IsValid(row) ? view.Span<double>()[row] : (double?)null)];
    }

    public static IReadOnlyList<string?> ToTexts(this ColumnBuffer buffer)
    {
        var view = buffer.View;
        return [.. Enumerable.Range(0, view.RowCount).Select(row => view.IsValid(row) ? Encoding.UTF8.GetString(view.Utf8At(row)) : null)];
    }
}
