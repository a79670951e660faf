using SqlInference.Inference.Columns;
using SqlInference.Inference.Features;
using SqlInference.Training.Features;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Preparation;

/// <summary>Takes rows of a table through a plan.</summary>
static class FeatureRows
{
    /// <summary>Is handed <c>features[feature * RowBlocks.Rows + row]</c> for some of the rows, from <paramref name="start"/> of the list on.</summary>
    public delegate void Block(int start, int count, nint features);

    public static unsafe void ForEach(TrainingTable table, int[] rows, FeaturePlan plan, Block block)
    {
        int[] columns = [.. plan.Sets.SelectMany(set => set.Encoders).Select(encoder => encoder.Input).Distinct()];
        using var blocks = new RowBlocks(table);
        using var features = new NativeBuffer();
        using var scratch = new NativeBuffer();
        const nuint ColumnBytes = RowBlocks.Rows * sizeof(float);
        var values = (float*)features.Reserve((nuint)Math.Max(1, plan.Width) * ColumnBytes);
        var steps = (float*)scratch.Reserve((nuint)Math.Max(1, 2 * plan.ScratchWidth) * ColumnBytes);
        for (var start = 0; start < rows.Length; start += RowBlocks.Rows)
        {
            var count = Math.Min(RowBlocks.Rows, rows.Length - start);
            plan.Fill(blocks.Take(rows.AsSpan(start, count), columns), 0, count, values, steps, RowBlocks.Rows);
            block(start, count, (nint)values);
        }
    }

    /// <summary>All features of the rows, row by row.</summary>
    public static unsafe FeatureMatrix Matrix(TrainingTable table, int[] rows, FeaturePlan plan)
    {
        var values = new float[(long)rows.Length * plan.Width];
        ForEach(table, rows, plan, (start, count, features) =>
        {
            for (var feature = 0; feature < plan.Width; feature++)
            {
                var from = (float*)features + (long)feature * RowBlocks.Rows;
                for (var row = 0; row < count; row++)
                    values[(long)(start + row) * plan.Width + feature] = from[row];
            }
        });
        return new(rows.Length, plan.Width, values);
    }
}
