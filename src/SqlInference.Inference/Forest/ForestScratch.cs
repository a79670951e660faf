using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>The memory that one caller needs while its rows are scored. Not thread-safe; kept and used again.</summary>
sealed unsafe class ForestScratch : IDisposable
{
    readonly FlatForest _forest;
    readonly ForestFeaturizer _featurizer;
    readonly NativeBuffer _values = new();
    readonly NativeBuffer _columns = new();
    readonly NativeBuffer _rows = new();
    readonly NativeBuffer _excess = new();
    readonly NativeBuffer _shares = new();
    readonly int _blockRows;

    public ForestScratch(FlatForest forest, ForestFeaturizer featurizer)
    {
        _forest = forest;
        _featurizer = featurizer;
        // A block's points stay in the second-level cache.
        _blockRows = Math.Clamp((1 << 16) / forest.Dimensions, 16, 2048);
        _values.Reserve((nuint)_blockRows * sizeof(double));
        _columns.Reserve((nuint)_blockRows * (nuint)forest.Dimensions * sizeof(float));
        _rows.Reserve((nuint)_blockRows * (nuint)forest.Dimensions * sizeof(float));
    }

    public void Score(ColumnBatch batch, Span<double> scores, CancellationToken cancellation)
    {
        for (var start = 0; start < batch.RowCount; start += _blockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(_blockRows, batch.RowCount - start);
            ReadRows(batch, start, count);
            for (var row = 0; row < count; row++)
                scores[start + row] = PathScorer.Score(_forest, Row(row));
        }
    }

    /// <param name="attributions">One per input and row, those of a row next to each other.</param>
    public void Attribute(ColumnBatch batch, Span<double> attributions, CancellationToken cancellation)
    {
        var inputs = _featurizer.Inputs.Count;
        var dimensions = _forest.Dimensions;
        var excess = (float*)_excess.Reserve((nuint)dimensions * sizeof(float));
        var shares = (double*)_shares.Reserve((nuint)dimensions * sizeof(double));
        attributions.Clear();
        for (var start = 0; start < batch.RowCount; start += _blockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(_blockRows, batch.RowCount - start);
            ReadRows(batch, start, count);
            for (var row = 0; row < count; row++)
            {
                new Span<double>(shares, dimensions).Clear();
                PathAttribution.Add(_forest, Row(row), excess, shares);
                var ofRow = attributions.Slice((start + row) * inputs, inputs);
                for (var d = 0; d < dimensions; d++)
                    ofRow[_featurizer.Features[d].Input] += shares[d];
            }
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        _columns.Dispose();
        _rows.Dispose();
        _excess.Dispose();
        _shares.Dispose();
    }

    float* Row(int row) => (float*)_rows.Pointer + (long)row * _forest.Dimensions;

    void ReadRows(ColumnBatch batch, int start, int count)
    {
        var columns = (float*)_columns.Pointer;
        _featurizer.Featurize(batch, start, count, (double*)_values.Pointer, columns, _blockRows);
        for (var row = 0; row < count; row++)
        {
            for (var d = 0; d < _forest.Dimensions; d++)
                Row(row)[d] = columns[(long)d * _blockRows + row];
        }
    }
}
