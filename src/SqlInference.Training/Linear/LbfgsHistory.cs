namespace SqlInference.Training.Linear;

/// <summary>The last steps and how the gradient changed along them, from which the next direction is made.</summary>
sealed class LbfgsHistory
{
    readonly double[][] _steps, _changes;
    readonly double[] _products, _factors;
    readonly int _length;
    int _next, _count;

    public LbfgsHistory(int most, int length)
    {
        _length = length;
        _steps = [.. Enumerable.Range(0, most).Select(_ => new double[length])];
        _changes = [.. Enumerable.Range(0, most).Select(_ => new double[length])];
        (_products, _factors) = (new double[most], new double[most]);
    }

    public bool IsEmpty => _count == 0;

    public void Clear() => _count = 0;

    public void Add(double step, double[] direction, double[] gradient, double[] nextGradient)
    {
        var s = _steps[_next].AsSpan(0, _length);
        var y = _changes[_next].AsSpan(0, _length);
        s.Clear();
        Vectors.Add(s, step, direction);
        nextGradient.AsSpan(0, _length).CopyTo(y);
        Vectors.Add(y, -1, gradient);
        var product = Vectors.Dot(s, y);
        if (!(product > 1e-12 * Vectors.Dot(y, y)))
            return;
        _products[_next] = product;
        _next = (_next + 1) % _steps.Length;
        _count = Math.Min(_count + 1, _steps.Length);
    }

    /// <summary>The direction from a point with this gradient.</summary>
    /// <param name="scale">For each weight, about the inverse of how much the objective bends with it.</param>
    public void Descend(double[] gradient, double[] scale, double[] direction)
    {
        var d = direction.AsSpan(0, _length);
        d.Clear();
        Vectors.Add(d, -1, gradient);
        for (var i = 1; i <= _count; i++)
        {
            var at = At(i);
            _factors[at] = Vectors.Dot(_steps[at].AsSpan(0, _length), d) / _products[at];
            Vectors.Add(d, -_factors[at], _changes[at]);
        }

        var factor = 1d;
        if (_count > 0)
        {
            var newest = _changes[At(1)].AsSpan(0, _length);
            factor = _products[At(1)] / Vectors.Dot(newest, newest, scale);
        }

        for (var i = 0; i < d.Length; i++)
            d[i] *= factor * scale[i];

        for (var i = _count; i >= 1; i--)
        {
            var at = At(i);
            factor = Vectors.Dot(_changes[at].AsSpan(0, _length), d) / _products[at];
            Vectors.Add(d, _factors[at] - factor, _steps[at]);
        }
    }

    /// <summary>Where the i-th newest stands.</summary>
    int At(int i) => (_next - i + _steps.Length) % _steps.Length;
}
