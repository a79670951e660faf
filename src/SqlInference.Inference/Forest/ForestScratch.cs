using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>The memory that one caller needs while its rows are scored. Not thread-safe; kept and used again.</summary>
sealed unsafe class ForestScratch : IDisposable
{
    readonly FlatForest _forest;
    readonly ForestFeaturizer _featurizer;
    readonly BlockScorer _scorer;
    readonly NativeBuffer _values = new();
    readonly NativeBuffer _columns = new();
    readonly NativeBuffer _row = new();
    readonly NativeBuffer _excess = new();
    readonly NativeBuffer _shares = new();

    public ForestScratch(CompiledForest forest, ForestFeaturizer featurizer)
    {
        _forest = forest.Flat;
        _featurizer = featurizer;
        _scorer = forest.CreateScorer();
    }

    public void Score(ColumnBatch batch, Span<double> scores, CancellationToken cancellation)
    {
        fixed (double* target = scores)
        {
            for (var start = 0; start < batch.RowCount; start += _scorer.BlockRows)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(_scorer.BlockRows, batch.RowCount - start);
                var columns = Featurize(batch, start, count, out var stride);
                _scorer.Score(columns, stride, count, target + start);
            }
        }
    }

    /// <param name="attributions">One per input and row, those of a row next to each other.</param>
    public void Attribute(ColumnBatch batch, Span<double> attributions, CancellationToken cancellation)
    {
        var inputs = _featurizer.Inputs.Count;
        var dimensions = _forest.Dimensions;
        var point = (float*)_row.Reserve((nuint)dimensions * sizeof(float));
        var excess = (float*)_excess.Reserve((nuint)dimensions * sizeof(float));
        var shares = (double*)_shares.Reserve((nuint)dimensions * sizeof(double));
        attributions.Clear();
        for (var start = 0; start < batch.RowCount; start += _scorer.BlockRows)
        {
            var count = Math.Min(_scorer.BlockRows, batch.RowCount - start);
            var columns = Featurize(batch, start, count, out var stride);
            for (var row = 0; row < count; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var d = 0; d < dimensions; d++)
                    point[d] = columns[(long)d * stride + row];
                new Span<double>(shares, dimensions).Clear();
                PathAttribution.Add(_forest, point, excess, shares);
                var ofRow = attributions.Slice((start + row) * inputs, inputs);
                for (var d = 0; d < dimensions; d++)
                    ofRow[_featurizer.Features[d].Input] += shares[d];
            }
        }
    }

    public void Dispose()
    {
        _scorer.Dispose();
        _values.Dispose();
        _columns.Dispose();
        _row.Dispose();
        _excess.Dispose();
        _shares.Dispose();
    }

    float* Featurize(ColumnBatch batch, int start, int count, out int stride)
    {
        // Not a power of two, which would put the same row of all dimensions into the same set of the cache.
        stride = (count + 15 & ~15) + 16;
        var values = (double*)_values.Reserve((nuint)count * sizeof(double));
        var columns = (float*)_columns.Reserve((nuint)stride * (nuint)_forest.Dimensions * sizeof(float));
        _featurizer.Featurize(batch, start, count, values, columns, stride);
        return columns;
    }
}
