namespace SqlInference.Inference.Columns;

/// <summary>
/// The answer to a <see cref="ColumnBatch"/>: one buffer per output of the model's signature, null for the outputs
/// that the caller does not want. Owned by the caller and filled again and again.
/// </summary>
public sealed class ResultColumns : IDisposable
{
    readonly ColumnBuffer?[] _columns;

    /// <summary>Room for the outputs at the given positions of a signature with <paramref name="outputCount"/> outputs.</summary>
    public ResultColumns(int outputCount, params ReadOnlySpan<int> wanted)
    {
        _columns = new ColumnBuffer?[outputCount];
        foreach (var output in wanted)
            _columns[output] = new ColumnBuffer();
    }

    public int Count => _columns.Length;

    /// <summary>The buffer of one output, or null where it is not wanted.</summary>
    public ColumnBuffer? this[int output] => _columns[output];

    public void Dispose()
    {
        foreach (var column in _columns)
            column?.Dispose();
    }
}
