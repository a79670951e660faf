using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;

namespace SqlInference.Training.Forest;

/// <summary>
/// A forest that learns while it scores, as Kinesis' RANDOM_CUT_FOREST and RANDOM_CUT_FOREST_WITH_EXPLANATION did: each
/// row is scored against the rows before it and then put in. Not thread-safe; the order of the rows counts.
/// </summary>
public sealed unsafe class StreamingForest : IDisposable
{
    readonly ForestFeaturizer _featurizer;
    readonly SeededRandom[] _randoms;
    readonly StreamTree[] _trees;
    readonly DecayingSample[] _samples;
    readonly NativeBuffer _values = new();
    readonly double[] _row;
    readonly double[] _shares;
    readonly double[] _attribution;

    // The last rows, oldest first: the next point.
    readonly double[] _shingle;
    readonly int _shingleSize;
    readonly int _pointsBeforeScores;
    int _rowsInShingle;
    long _points;

    public StreamingForest(StreamingForestOptions options, IReadOnlyList<ModelInput> columns)
    {
        options.Validate();
        _featurizer = ForestFeaturizer.For(columns);
        _shingleSize = options.ShingleSize;
        _pointsBeforeScores = options.NumSamplesPerTree / 4;
        var dimensions = _featurizer.Dimensions * _shingleSize;
        if (dimensions is < 1 or > ForestFeaturizer.MaxDimensions)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"A random cut forest has 1 to {ForestFeaturizer.MaxDimensions} dimensions; these columns give {dimensions}.",
                "Select fewer columns, or lower shingle_size.");
        }

        _row = new double[_featurizer.Dimensions];
        _attribution = new double[columns.Count];
        _shingle = new double[dimensions];
        _shares = new double[dimensions];
        _trees = [.. Enumerable.Range(0, options.NumTrees).Select(_ => new StreamTree(dimensions, options.NumSamplesPerTree))];
        _samples = [.. _trees.Select(_ => new DecayingSample(options.NumSamplesPerTree, options.TimeDecay))];
        _randoms = [.. _trees.Select((_, tree) => new SeededRandom(options.Seed, (ulong)tree))];
        Signature = new(columns,
            [new("anomaly_score", ElementType.Float64), new("attribution", new ColumnType(ElementType.Float64, columns.Count))]);
    }

    /// <summary>Outputs: <c>anomaly_score</c>, and <c>attribution</c>, the part of the score that each column causes.</summary>
    public ModelSignature Signature { get; }

    internal IReadOnlyList<StreamTree> Trees => _trees;

    /// <summary>
    /// Scores rows one after the other, and learns them. A row with NULL is answered with NULL, and no shingle reaches
    /// across it. Scores are 0 until a quarter of num_samples_per_tree points have come. A cancellation is heard at every
    /// row; what has been learned by then stays learned.
    /// </summary>
    public void Push(ColumnBatch rows, ResultColumns results, CancellationToken cancellation = default)
    {
        for (var output = 0; output < Signature.Outputs.Count; output++)
            results[output]?.Reset(Signature.Outputs[output].Type, rows.RowCount);
        var values = Read(rows);
        for (var row = 0; row < rows.RowCount; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsComplete(rows, row))
            {
                _rowsInShingle = 0;
                SetNull(results, row);
                continue;
            }

            for (var d = 0; d < _row.Length; d++)
                _row[d] = values[(long)d * rows.RowCount + row];
            var score = Push(_row, _attribution);
            if (results[0] is { } scores)
                scores.Span<double>()[row] = score;
            if (results[1] is { } attributions)
                _attribution.CopyTo(attributions.Span<double>()[(row * _attribution.Length)..]);
        }
    }

    /// <summary>Scores one row, given as the featurizer's dimensions, and learns it.</summary>
    /// <param name="attribution">Receives one part of the score per column.</param>
    public double Push(ReadOnlySpan<double> row, Span<double> attribution)
    {
        attribution.Clear();
        Array.Copy(_shingle, row.Length, _shingle, 0, _shingle.Length - row.Length);
        row.CopyTo(_shingle.AsSpan(_shingle.Length - row.Length));
        if (++_rowsInShingle < _shingleSize)
            return 0;
        if (_points > 0 && _points >= _pointsBeforeScores)
            Attribute(attribution);
        Learn();
        double score = 0;
        foreach (var part in attribution)
            score += part;
        return score;
    }

    public void Dispose() => _values.Dispose();

    double* Read(ColumnBatch rows)
    {
        var values = (double*)_values.Reserve((nuint)Math.Max(1, rows.RowCount) * (nuint)_row.Length * sizeof(double));
        for (var d = 0; d < _row.Length; d++)
        {
            var input = _featurizer.Features[d].Input;
            var ofDimension = values + (long)d * rows.RowCount;
            _featurizer.Read(rows[input], d, 0, rows.RowCount, ofDimension);
            for (var row = 0; row < rows.RowCount; row++)
            {
                // Nothing has been learned yet: a batch is refused as a whole.
                if (!(Math.Abs(ofDimension[row]) <= ForestFeaturizer.Limit) && rows[input].IsValid(row))
                    throw NotFinite(input);
            }
        }

        return values;
    }

    SqlInferenceException NotFinite(int input) => new(ErrorConditions.NotFinite,
        $"Column '{_featurizer.Inputs[input].Name}' holds a value that is infinite, not a number, or beyond 1e34 in size.",
        "Leave such rows out, or turn the value into NULL, which is answered with NULL.");

    static bool IsComplete(ColumnBatch rows, int row)
    {
        for (var column = 0; column < rows.ColumnCount; column++)
        {
            if (!rows[column].IsValid(row))
                return false;
        }

        return true;
    }

    static void SetNull(ResultColumns results, int row)
    {
        for (var output = 0; output < results.Count; output++)
            results[output]?.SetNull(row);
    }

    void Attribute(Span<double> attribution)
    {
        _shares.AsSpan().Clear();
        foreach (var tree in _trees)
            tree.AddShares(_shingle, 1.0 / _trees.Length, _shares);
        for (var d = 0; d < _shares.Length; d++)
            attribution[_featurizer.Features[d % _row.Length].Input] += _shares[d];
    }

    void Learn()
    {
        for (var tree = 0; tree < _trees.Length; tree++)
        {
            if (!_samples[tree].Offer(_points, ref _randoms[tree], out var key, out var evicted))
                continue;
            if (evicted >= 0)
                _trees[tree].Remove(evicted);
            _samples[tree].Add(_trees[tree].Insert(_shingle, ref _randoms[tree]), key);
        }

        _points++;
    }
}
