using System.Diagnostics;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.Training.Threads;

namespace SqlInference.Training.Forest;

/// <summary>
/// Grows a random cut forest from rows that are added chunk by chunk, in bounded memory. The order of the rows counts:
/// each tree learns from one block of consecutive rows. Not thread-safe.
/// </summary>
public sealed unsafe class ForestTrainer : IDisposable
{
    // A tree of fewer points says little; where rows are this scarce, trees share them.
    const int FewestSamples = 32;

    // Where values are this much larger than their spread, 32 bits would hold too little of the difference between them.
    const double OffsetFactor = 64;

    readonly ForestOptions _options;
    readonly ForestFeaturizer _rowFeaturizer;
    readonly ForestFeaturizer _featurizer;
    readonly RowReservoir _reservoir;
    readonly NativeBuffer _values = new();
    readonly bool[] _hasValue;

    // The last rows, oldest first: the next point.
    readonly double[] _shingle;
    int _rowsInShingle;
    long _rowsRead;
    long _rowsLeftOut;

    /// <param name="columns">The columns of the training query, in the order of the function's parameters.</param>
    public ForestTrainer(ForestOptions options, IReadOnlyList<ModelInput> columns)
    {
        options.Validate();
        _options = options;
        _rowFeaturizer = ForestFeaturizer.For(columns);
        var dimensions = _rowFeaturizer.Dimensions * (long)options.ShingleSize;
        CheckDimensions(options, dimensions);
        _featurizer = _rowFeaturizer.Shingled(options.ShingleSize);
        _reservoir = new((int)dimensions, options.NumTrees, options.NumSamplesPerTree, options.Seed);
        _hasValue = new bool[columns.Count];
        _shingle = new double[dimensions];
    }

    /// <summary>What the forest will take: the columns or, with a shingle, those of several rows, the oldest row first.</summary>
    public IReadOnlyList<ModelInput> Inputs => _featurizer.Inputs;

    /// <summary>Null until the forest is trained.</summary>
    public ForestTrainingReport? Report { get; private set; }

    /// <summary>Rows so far, those with a NULL counted.</summary>
    public long RowsRead => _rowsRead;

    /// <summary>Adds rows; their columns have the types given to the constructor and may hold NULL.</summary>
    public void Add(ColumnBatch rows)
    {
        var count = rows.RowCount;
        var dimensions = _rowFeaturizer.Dimensions;
        var values = (double*)_values.Reserve((nuint)Math.Max(1, count) * (nuint)dimensions * sizeof(double));
        for (var d = 0; d < dimensions; d++)
            _rowFeaturizer.Read(rows[_rowFeaturizer.Features[d].Input], d, 0, count, values + (long)d * count);
        for (var row = 0; row < count; row++)
            AddRow(rows, row, values + row, count);
        _rowsRead += count;
    }

    /// <summary>Grows the forest from all rows added so far.</summary>
    /// <param name="threads">The same forest comes of any number.</param>
    /// <param name="progress">Told the part of the trees that are grown, from 0 to 1.</param>
    public RandomCutForest Train(int threads, CancellationToken cancellation, IProgress<double>? progress = null)
    {
        var clock = Stopwatch.StartNew();
        CheckRows();
        var samples = DrawSamples();
        var featurizer = _featurizer.WithOffsets(Offsets(samples));
        var trees = new ForestTree[samples.Length];
        var grown = 0;
        Parts.Run(trees.Length, 1, threads, (tree, _) =>
        {
            var points = Points(samples[tree], featurizer);
            trees[tree] = TreeGrower.Grow(points, featurizer.Dimensions, new(_options.Seed, (ulong)tree));
            progress?.Report((double)Interlocked.Increment(ref grown) / trees.Length);
        }, cancellation);

        var forest = new RandomCutForest(featurizer, trees, _options.NumSamplesPerTree, _options.ShingleSize, _options.Seed);
        var (mean, deviation) = ScoreSamples(forest, samples, threads, cancellation);
        Report = new(_rowsRead, _rowsLeftOut, trees.Length, samples[0].Length, forest.Dimensions, mean, deviation, clock.Elapsed.TotalSeconds);
        return forest;
    }

    public void Dispose()
    {
        _reservoir.Dispose();
        _values.Dispose();
    }

    static void CheckDimensions(ForestOptions options, long dimensions)
    {
        if (dimensions is < 1 or > ForestFeaturizer.MaxDimensions)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"A random cut forest has 1 to {ForestFeaturizer.MaxDimensions} dimensions; this training query gives {dimensions}"
                + (options.ShingleSize > 1 ? $", shingle_size {options.ShingleSize} included." : "."),
                "Select fewer columns, or lower shingle_size.");
        }

        if (options.FeatureDim is { } stated && stated != dimensions)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"Hyperparameter feature_dim is {stated}, but the training query gives {dimensions} dimensions"
                + " (a timestamp counts as two: hour of day and day of week).",
                "Leave feature_dim out, or make it agree with the query.");
        }
    }

    void AddRow(ColumnBatch rows, int row, double* values, int stride)
    {
        var complete = true;
        for (var column = 0; column < rows.ColumnCount; column++)
        {
            var valid = rows[column].IsValid(row);
            complete &= valid;
            _hasValue[column] |= valid;
        }

        if (!complete)
        {
            _rowsLeftOut++;
            _rowsInShingle = 0;
            return;
        }

        var dimensions = _rowFeaturizer.Dimensions;
        Array.Copy(_shingle, dimensions, _shingle, 0, _shingle.Length - dimensions);
        var newest = _shingle.AsSpan(_shingle.Length - dimensions);
        for (var d = 0; d < dimensions; d++)
        {
            newest[d] = values[(long)d * stride];
            if (!(Math.Abs(newest[d]) <= ForestFeaturizer.Limit))
                throw NotFinite(d);
        }

        if (++_rowsInShingle >= _options.ShingleSize)
            _reservoir.Add(_shingle);
    }

    SqlInferenceException NotFinite(int dimension) => new(ErrorConditions.NotFinite,
        $"Column '{_rowFeaturizer.Inputs[_rowFeaturizer.Features[dimension].Input].Name}' holds a training value that is infinite, "
        + "not a number, or beyond 1e34 in size.",
        "Leave such rows out of the training query; rows with NULL are left out by themselves.");

    void CheckRows()
    {
        if (_rowsRead == 0)
        {
            throw new SqlInferenceException(ErrorConditions.NoTrainingRows, "The training query gave no rows.",
                "Run the query by itself and see why.");
        }

        if (_rowsLeftOut == _rowsRead)
        {
            var empty = Array.IndexOf(_hasValue, false);
            throw new SqlInferenceException(ErrorConditions.OnlyNulls,
                empty >= 0
                    ? $"Column '{_rowFeaturizer.Inputs[empty].Name}' holds nothing but NULL in the {_rowsRead} training rows."
                    : $"Each of the {_rowsRead} training rows has a NULL in one of its columns, and such rows are left out.",
                "Leave the column out of the query, or replace NULL there, as with COALESCE.");
        }

        if (_reservoir.RowCount < 2)
        {
            var needed = 1 + _options.ShingleSize;
            throw new SqlInferenceException(ErrorConditions.TooFewTrainingRows,
                _options.ShingleSize == 1
                    ? "The training query gave one row without NULL; a random cut forest needs at least two."
                    : $"With shingle_size {_options.ShingleSize} a random cut forest needs at least {needed} consecutive rows without NULL.",
                "Widen the query, so that it gives the rows that are normal.");
        }
    }

    /// <summary>Consecutive blocks of equal length, one to a tree; at most num_samples_per_tree rows of each.</summary>
    int[][] DrawSamples()
    {
        var rows = _reservoir.RowCount;
        var trees = _options.NumTrees;
        var most = _options.NumSamplesPerTree;
        var length = rows / trees;
        var least = Math.Min(rows, Math.Min(most, FewestSamples));
        var samples = new int[trees][];
        for (var tree = 0; tree < trees; tree++)
        {
            // Where there are too few rows, blocks overlap, spread evenly from the first row to the last.
            samples[tree] = length >= least
                ? _reservoir.Sample(tree * length, length, most)
                : _reservoir.Sample(tree * (rows - least) / (trees - 1), least, most);
        }

        return samples;
    }

    double[] Offsets(int[][] samples)
    {
        var low = _reservoir.Row(samples[0][0]).ToArray();
        var high = _reservoir.Row(samples[0][0]).ToArray();
        foreach (var row in samples.SelectMany(sample => sample))
        {
            var values = _reservoir.Row(row);
            for (var d = 0; d < values.Length; d++)
            {
                low[d] = Math.Min(low[d], values[d]);
                high[d] = Math.Max(high[d], values[d]);
            }
        }

        var offsets = new double[low.Length];
        for (var d = 0; d < offsets.Length; d++)
        {
            var size = Math.Max(Math.Abs(low[d]), Math.Abs(high[d]));
            offsets[d] = size > OffsetFactor * (high[d] - low[d]) ? low[d] : 0;
        }

        return offsets;
    }

    float[] Points(int[] rows, ForestFeaturizer featurizer)
    {
        var points = new float[rows.Length * featurizer.Dimensions];
        for (var i = 0; i < rows.Length; i++)
            featurizer.RoundPoint(_reservoir.Row(rows[i]), points.AsSpan(i * featurizer.Dimensions));
        return points;
    }

    (double Mean, double Deviation) ScoreSamples(RandomCutForest forest, int[][] samples, int threads, CancellationToken cancellation)
    {
        using var flat = new FlatForest(forest);
        var scores = new double[samples.Length][];
        Parts.Run(samples.Length, 1, threads, (tree, _) =>
        {
            var points = Points(samples[tree], forest.Featurizer);
            scores[tree] = new double[samples[tree].Length];
            fixed (float* point = points)
            {
                for (var i = 0; i < scores[tree].Length; i++)
                    scores[tree][i] = PathScorer.Score(flat, point + (long)i * forest.Dimensions);
            }
        }, cancellation);

        // Summed in order: the same figures whatever the number of threads.
        var all = scores.SelectMany(ofTree => ofTree).ToArray();
        var mean = all.Sum() / all.Length;
        var squares = all.Sum(score => (score - mean) * (score - mean));
        return (mean, Math.Sqrt(squares / Math.Max(1, all.Length - 1)));
    }
}
