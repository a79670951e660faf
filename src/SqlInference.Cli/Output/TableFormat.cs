using System.Buffers;
using System.Globalization;
using System.Text;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Output;

/// <summary>
/// Aligned columns, as psql draws them: numbers to the right, NULL spelled out, what would break a line as an escape,
/// and on a terminal long texts cut. At most <paramref name="maxRows"/> rows are shown (0 for all), but all are counted.
/// </summary>
sealed class TableFormat(OutputBuffer output, int maxRows, bool onTerminal, bool colour) : IResultFormat
{
    const string Null = "NULL";
    const int WidestOnTerminal = 80;

    // Rows that decide the widths; in longer results a wider value further down pushes its line out, and memory stays flat.
    const int RowsToMeasure = 10_000;

    readonly ArrayBufferWriter<byte> _value = new();

    public void Show(ResultRows rows)
    {
        var measured = new List<Cell[]>();
        int[]? widths = null;
        var count = 0L;
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++, count++)
            {
                if (maxRows > 0 && count >= maxRows)
                {
                    count += rows.RowCount - row;
                    break;
                }

                var cells = Cells(rows, row);
                if (widths != null)
                    WriteRow(cells, rows.Columns, widths);
                else
                    measured.Add(cells);
                if (measured.Count == RowsToMeasure)
                    widths = WriteMeasured(rows.Columns, measured);
            }

            if (widths == null && maxRows > 0 && count >= maxRows)
                widths = WriteMeasured(rows.Columns, measured);
            output.Flush();
        }

        if (widths == null)
            WriteMeasured(rows.Columns, measured);
        WriteFooter(count);
    }

    public void ShowPlan(ResultRows rows)
    {
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
            {
                rows.WriteText(rows.Columns.Count - 1, row, output);
                output.Append((byte)'\n');
            }
        }
    }

    public void ShowTag(string tag) => output.Append($"{tag}\n");

    Cell[] Cells(ResultRows rows, int row)
    {
        var cells = new Cell[rows.Columns.Count];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = rows.IsNull(column, row) ? new(Null, Null.Length, IsNull: true) : CellOf(Value(rows, column, row));
        return cells;
    }

    string Value(ResultRows rows, int column, int row)
    {
        _value.ResetWrittenCount();
        rows.WriteText(column, row, _value);
        return Encoding.UTF8.GetString(_value.WrittenSpan);
    }

    Cell CellOf(string text)
    {
        text = VisibleText.Of(text);
        if (onTerminal)
            text = VisibleText.Cut(text, WidestOnTerminal);
        return new(text, CellWidth.Of(text), IsNull: false);
    }

    /// <summary>Writes the header and the rows that were kept to find the columns' widths.</summary>
    int[] WriteMeasured(IReadOnlyList<ResultColumn> columns, List<Cell[]> measured)
    {
        var header = columns.Select(column => CellOf(column.Name)).ToArray();
        var widths = new int[columns.Count];
        for (var column = 0; column < widths.Length; column++)
            widths[column] = measured.Select(cells => cells[column].Width).Append(header[column].Width).Max();

        WriteRow(header, columns, widths);
        for (var column = 0; column < widths.Length; column++)
        {
            if (column > 0)
                output.Append((byte)'+');
            output.Append('-', widths[column] + 2);
        }

        output.Append((byte)'\n');
        foreach (var cells in measured)
            WriteRow(cells, columns, widths);
        measured.Clear();
        return widths;
    }

    void WriteRow(Cell[] cells, IReadOnlyList<ResultColumn> columns, int[] widths)
    {
        for (var column = 0; column < cells.Length; column++)
        {
            output.Append(column == 0 ? " " : " | ");
            var padding = Math.Max(0, widths[column] - cells[column].Width);
            if (columns[column].IsNumber)
                output.Append(' ', padding);
            WriteCell(cells[column]);
            if (!columns[column].IsNumber && column < cells.Length - 1)
                output.Append(' ', padding);
        }

        output.Append((byte)'\n');
        output.FlushIfFull();
    }

    void WriteCell(Cell cell)
    {
        if (cell.IsNull && colour)
            output.Append($"\e[2m{cell.Text}\e[0m");
        else
            output.Append(cell.Text);
    }

    void WriteFooter(long count)
    {
        var rows = count == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{count} rows");
        output.Append(maxRows > 0 && count > maxRows
            ? string.Create(CultureInfo.InvariantCulture, $"({rows}, {maxRows} shown)\n\n")
            : $"({rows})\n\n");
    }

    readonly record struct Cell(string Text, int Width, bool IsNull);
}
