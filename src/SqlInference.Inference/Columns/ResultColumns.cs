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

    /// <summary>The same choice of outputs as another answer's.</summary>
    public ResultColumns(ResultColumns other) : this(other._columns.Length, []) => WantAsIn(other);

    public int Count => _columns.Length;

    /// <summary>The buffer of one output, or null where it is not wanted.</summary>
    public ColumnBuffer? this[int output] => _columns[output];

    /// <summary>
    /// Puts another buffer, or none, in the place of an output, and hands back the one that was there. Whoever swaps
    /// owns what comes out.
    /// </summary>
    public ColumnBuffer? Swap(int output, ColumnBuffer? buffer)
    {
        var before = _columns[output];
        _columns[output] = buffer;
        return before;
    }

    /// <summary>Adds buffers for the outputs that <paramref name="other"/> wants and this one does not have yet.</summary>
    public void WantAsIn(ResultColumns other)
    {
        for (var output = 0; output < _columns.Length; output++)
        {
            if (other._columns[output] != null)
                _columns[output] ??= new ColumnBuffer();
        }
    }

    public bool WantsSameAs(ResultColumns other)
    {
        for (var output = 0; output < _columns.Length; output++)
        {
            if (_columns[output] == null != (other._columns[output] == null))
                return false;
        }

        return true;
    }

    public void Dispose()
    {
        foreach (var column in _columns)
            column?.Dispose();
    }
}
