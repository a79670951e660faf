using System.Globalization;
using SqlInference.Inference.Columns;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Tests.Clusters;

/// <summary>Tables of numbers to train from.</summary>
static class NumberTable
{
    /// <param name="rows">NaN is NULL.</param>
    public static TrainingTable Of(IReadOnlyList<double[]> rows)
    {
        var width = rows[0].Length;
        var buffers = Enumerable.Range(0, width).Select(_ => new ColumnBuffer()).ToArray();
        var batch = new ColumnBatch(width) { RowCount = rows.Count };
        for (var column = 0; column < width; column++)
        {
            buffers[column].Reset(ElementType.Float64, rows.Count);
            for (var row = 0; row < rows.Count; row++)
            {
                buffers[column].Span<double>()[row] = rows[row][column];
                if (double.IsNaN(rows[row][column]))
                    buffers[column].SetNull(row);
            }

            batch[column] = buffers[column].View;
        }

        var table = new TrainingTable([.. Enumerable.Range(0, width).Select(column => ($"c{column + 1}", ElementType.Float64))], Math.Max(20, rows.Count), seed: 1);
        table.Add(batch);
        foreach (var buffer in buffers)
            buffer.Dispose();
        return table;
    }

    public static ElementType[] ElementsOf(TrainingTable table) => [.. table.Columns.Select(_ => ElementType.Float64)];

    /// <summary>The seven measures of sql/demo/abalone.csv.</summary>
    public static TrainingTable Abalone() => Of([.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "abalone.csv")).Skip(1)
        .Select(line => line.Split(',')[1..8].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())]);
}
