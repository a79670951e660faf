using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SqlInference.Training.Threads;

namespace SqlInference.Training.Linear;

/// <summary>
/// The features of a problem, by rows for margins and by columns for gradients: each sum is taken in one fixed order, so
/// the number of threads does not change it. Margins and slopes take <see cref="Stride"/> numbers a row, of which those
/// beyond the outputs are zero.
/// </summary>
sealed class LinearDesign
{
    const int Lanes = 8;
    const int RowsPerPart = 1024;
    const int ColumnsPerPart = 2048;

    readonly LinearProblem _problem;
    readonly int _outputs;
    readonly int _dense;
    readonly int[] _columnStarts = [];
    readonly int[] _columnRows = [];
    readonly float[] _columnValues = [];

    public LinearDesign(LinearProblem problem)
    {
        _problem = problem;
        _outputs = problem.Outputs;
        _dense = problem.DenseFeatures;
        Stride = _outputs == 1 ? 1 : (_outputs + Lanes - 1) / Lanes * Lanes;
        if (problem.Sparse is not { } sparse)
            return;
        var entries = checked((int)sparse.Starts[^1]);
        _columnStarts = new int[sparse.Columns + 1];
        _columnRows = new int[entries];
        _columnValues = new float[entries];
        foreach (var column in sparse.Indices.AsSpan(0, entries))
            _columnStarts[column + 1]++;
        for (var column = 0; column < sparse.Columns; column++)
            _columnStarts[column + 1] += _columnStarts[column];
        var next = _columnStarts.AsSpan(0, sparse.Columns).ToArray();
        for (var row = 0; row < sparse.Rows; row++)
        {
            for (var i = sparse.Starts[row]; i < sparse.Starts[row + 1]; i++)
            {
                var at = next[sparse.Indices[i]]++;
                (_columnRows[at], _columnValues[at]) = (row, sparse.Values[i]);
            }
        }
    }

    /// <summary>Numbers that a row of margins takes.</summary>
    public int Stride { get; }

    /// <summary>Numbers that an array of weights takes: intercepts come last, and some room for reading beyond.</summary>
    public int WeightsLength => WeightsCount + Lanes;

    public int WeightsCount => (_problem.Features + 1) * _outputs;

    public int InterceptAt => _problem.Features * _outputs;

    public void Margins(double[] weights, double[] margins, int threads, CancellationToken cancellation) =>
        Parts.Run(_problem.Rows, RowsPerPart, threads, (start, end) =>
        {
            for (var row = start; row < end; row++)
                Margins(weights, row, margins.AsSpan(row * Stride, Stride));
        }, cancellation);

    /// <summary>The sum over the rows of each feature times the slopes.</summary>
    public void Gradient(double[] slopes, double[] gradient, int threads, CancellationToken cancellation)
    {
        if (_problem.Sparse is { } sparse)
        {
            Parts.Run(sparse.Columns, ColumnsPerPart, threads, (start, end) =>
            {
                for (var column = start; column < end; column++)
                    SparseGradient(slopes, column, gradient);
            }, cancellation);
        }

        DenseGradient(slopes, gradient, threads, cancellation);
    }

    /// <summary>The mean square of each feature, and last of the intercept.</summary>
    public double[] MeanSquares(double[] rowWeights)
    {
        var squares = new double[_problem.Features + 1];
        squares[^1] = 1;
        for (var row = 0; row < _problem.Rows; row++)
        {
            for (var feature = 0; feature < _dense; feature++)
                squares[feature] += rowWeights[row] * Square(Known(_problem.Dense!.Values[row * _dense + feature]));
            if (_problem.Sparse is not { } sparse)
                continue;
            for (var i = sparse.Starts[row]; i < sparse.Starts[row + 1]; i++)
                squares[_dense + sparse.Indices[i]] += rowWeights[row] * Square(sparse.Values[i]);
        }

        return squares;
    }

    void Margins(double[] weights, int row, Span<double> margins)
    {
        ref readonly var weight = ref weights[0];
        if (_outputs == 1)
        {
            margins[0] = Margin(weights, row);
            return;
        }

        for (var block = 0; block < _outputs; block += Lanes)
        {
            var sum = Load(in weight, InterceptAt + block);
            if (_problem.Dense is { } dense)
            {
                var values = dense.Values.AsSpan(row * _dense, _dense);
                for (var feature = 0; feature < values.Length; feature++)
                    sum += Vector512.Create((double)Known(values[feature])) * Load(in weight, feature * _outputs + block);
            }

            if (_problem.Sparse is { } sparse)
            {
                var (first, length) = ((int)sparse.Starts[row], (int)(sparse.Starts[row + 1] - sparse.Starts[row]));
                var indices = sparse.Indices.AsSpan(first, length);
                var values = sparse.Values.AsSpan(first, length);
                for (var i = 0; i < indices.Length; i++)
                    sum += Vector512.Create((double)values[i]) * Load(in weight, (_dense + indices[i]) * _outputs + block);
            }

            sum.CopyTo(margins[block..]);
        }

        margins[_outputs..].Clear();
    }

    double Margin(double[] weights, int row)
    {
        var sum = weights[InterceptAt];
        if (_problem.Dense is { } dense)
        {
            var values = dense.Values.AsSpan(row * _dense, _dense);
            for (var feature = 0; feature < values.Length; feature++)
                sum += Known(values[feature]) * weights[feature];
        }

        if (_problem.Sparse is { } sparse)
        {
            for (var i = sparse.Starts[row]; i < sparse.Starts[row + 1]; i++)
                sum += sparse.Values[i] * weights[_dense + sparse.Indices[i]];
        }

        return sum;
    }

    void SparseGradient(double[] slopes, int column, double[] gradient)
    {
        var (first, length) = (_columnStarts[column], _columnStarts[column + 1] - _columnStarts[column]);
        var rows = _columnRows.AsSpan(first, length);
        var values = _columnValues.AsSpan(first, length);
        var at = (_dense + column) * _outputs;
        if (_outputs == 1)
        {
            var sum = 0d;
            for (var i = 0; i < rows.Length; i++)
                sum += values[i] * slopes[rows[i]];
            gradient[at] = sum;
            return;
        }

        ref readonly var slope = ref slopes[0];
        for (var block = 0; block < _outputs; block += Lanes)
        {
            var sum = Vector512<double>.Zero;
            for (var i = 0; i < rows.Length; i++)
                sum += Vector512.Create((double)values[i]) * Load(in slope, rows[i] * Stride + block);
            Store(sum, gradient, at + block, _outputs - block);
        }
    }

    void DenseGradient(double[] slopes, double[] gradient, int threads, CancellationToken cancellation)
    {
        // The intercept is one more feature, always 1.
        var width = (_dense + 1) * Stride;
        var sums = new double[(_problem.Rows + RowsPerPart - 1) / RowsPerPart][];
        Parts.Run(_problem.Rows, RowsPerPart, threads, (start, end) =>
        {
            var sum = new double[width];
            for (var row = start; row < end; row++)
            {
                var slope = slopes.AsSpan(row * Stride, Stride);
                for (var feature = 0; feature <= _dense; feature++)
                {
                    var value = feature == _dense ? 1 : Known(_problem.Dense!.Values[row * _dense + feature]);
                    var target = sum.AsSpan(feature * Stride, Stride);
                    for (var k = 0; k < slope.Length; k++)
                        target[k] += value * slope[k];
                }
            }

            sums[start / RowsPerPart] = sum;
        }, cancellation);

        for (var feature = 0; feature <= _dense; feature++)
        {
            var target = gradient.AsSpan(feature == _dense ? InterceptAt : feature * _outputs, _outputs);
            target.Clear();
            foreach (var sum in sums)
            {
                for (var k = 0; k < target.Length; k++)
                    target[k] += sum[feature * Stride + k];
            }
        }
    }

    /// <summary>A missing number adds nothing.</summary>
    static float Known(float value) => float.IsNaN(value) ? 0 : value;

    static double Square(double value) => value * value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Load(ref readonly double first, int at) => Vector512.LoadUnsafe(in first, (nuint)at);

    static void Store(Vector512<double> sum, double[] gradient, int at, int count)
    {
        for (var k = 0; k < Math.Min(count, Lanes); k++)
            gradient[at + k] = sum[k];
    }
}
