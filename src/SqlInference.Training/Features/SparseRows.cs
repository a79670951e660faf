namespace SqlInference.Training.Features;

/// <summary>
/// Rows to train from, compressed: row r holds <c>Values[Starts[r]..Starts[r + 1]]</c> in the columns that <c>Indices</c> names.
/// The arrays are not copied.
/// </summary>
public sealed record SparseRows(int Columns, long[] Starts, int[] Indices, float[] Values)
{
    public int Rows => Starts.Length - 1;

    /// <summary>The same rows with the columns of others behind their own.</summary>
    public SparseRows Beside(SparseRows others)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(others.Rows, Rows);
        var starts = new long[Starts.Length];
        var (indices, values) = (new int[Starts[^1] + others.Starts[^1]], new float[Starts[^1] + others.Starts[^1]]);
        var at = 0L;
        for (var row = 0; row < Rows; row++)
        {
            at = Copy(this, 0, at);
            at = Copy(others, Columns, at);
            starts[row + 1] = at;

            long Copy(SparseRows from, int first, long to)
            {
                for (var i = from.Starts[row]; i < from.Starts[row + 1]; i++, to++)
                    (indices[to], values[to]) = (first + from.Indices[i], from.Values[i]);
                return to;
            }
        }

        return new(Columns + others.Columns, starts, indices, values);
    }
}
