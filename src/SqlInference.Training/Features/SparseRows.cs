namespace SqlInference.Training.Features;

/// <summary>
/// Rows to train from, compressed: row r holds <c>Values[Starts[r]..Starts[r + 1]]</c> in the columns that <c>Indices</c> names.
/// The arrays are not copied.
/// </summary>
public sealed record SparseRows(int Columns, long[] Starts, int[] Indices, float[] Values)
{
    public int Rows => Starts.Length - 1;
}
