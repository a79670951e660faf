using SqlInference.Inference.Features;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Preparation;

/// <summary>What the columns of a set look like over the rows that are learnt from.</summary>
static class FeatureStatistics
{
    public static unsafe Column[] Of(TrainingTable table, int[] rows, FeatureSet set)
    {
        var columns = new Column[set.Width];
        Array.Fill(columns, new());
        FeatureRows.ForEach(table, rows, new([set]), (start, count, features) =>
        {
            for (var column = 0; column < columns.Length; column++)
                columns[column].Add(new ReadOnlySpan<float>((float*)features + (long)column * RowBlocks.Rows, count));
        });
        return columns;
    }

    public struct Column()
    {
        double _squares;
        int _count;

        public double Mean { get; private set; }

        public double Minimum { get; private set; } = double.PositiveInfinity;

        public double Maximum { get; private set; } = double.NegativeInfinity;

        public int Missing { get; private set; }

        public readonly double Deviation => _count < 2 ? 0 : Math.Sqrt(_squares / (_count - 1));

        public void Add(ReadOnlySpan<float> values)
        {
            foreach (double value in values)
            {
                if (double.IsNaN(value))
                {
                    Missing++;
                    continue;
                }

                _count++;
                Minimum = Math.Min(Minimum, value);
                Maximum = Math.Max(Maximum, value);
                var difference = value - Mean;
                Mean += difference / _count;
                _squares += difference * (value - Mean);
            }
        }
    }
}
