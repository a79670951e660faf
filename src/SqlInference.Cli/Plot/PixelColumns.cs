namespace SqlInference.Cli.Plot;

/// <summary>
/// Thins a line to what a screen can show: of the rows that fall into one column of pixels the first, the lowest, the
/// highest and the last. The line looks as if all rows were drawn.
/// </summary>
static class PixelColumns
{
    /// <summary>The rows to draw, in order. Rows without a value are kept where a gap begins.</summary>
    public static IEnumerable<int> Thin(double[] values, Func<int, double> x)
    {
        for (var first = 0; first < values.Length;)
        {
            var column = Math.Floor(x(first));
            int last = first, low = first, high = first;
            while (last + 1 < values.Length && Math.Floor(x(last + 1)) == column && double.IsNaN(values[last + 1]) == double.IsNaN(values[first]))
            {
                last++;
                if (values[last] < values[low])
                    low = last;
                if (values[last] > values[high])
                    high = last;
            }

            foreach (var row in new SortedSet<int> { first, low, high, last })
                yield return row;
            first = last + 1;
        }
    }
}
