namespace SqlInference.Training.Linear;

/// <summary>
/// Orthonormal polynomials over classes that have an order. Weights are fitted for these instead of for the classes; the
/// polynomial of degree r is scaled by decay^(r - 1), so that the penalty lets margins rise or fall evenly from class to
/// class more freely than it lets them bend. With a decay of 1 the classes' weights would be penalised as they are.
/// </summary>
sealed class ClassContrasts
{
    // Polynomial by polynomial, its value at each class.
    readonly double[] _values;

    public ClassContrasts(int classes, double decay)
    {
        Classes = classes;
        _values = new double[classes * classes];
        for (var degree = 0; degree < classes; degree++)
        {
            var polynomial = _values.AsSpan(degree * classes, classes);
            // The next degree is the last one times the class: powers themselves would soon look all the same.
            for (var k = 0; k < classes; k++)
                polynomial[k] = degree == 0 ? 1 : _values[(degree - 1) * classes + k] * (k - (classes - 1) / 2.0);
            for (var lower = 0; lower < degree; lower++)
                Vectors.Add(polynomial, -Vectors.Dot(polynomial, _values.AsSpan(lower * classes, classes)), _values.AsSpan(lower * classes, classes));
            var length = Math.Sqrt(Vectors.Dot(polynomial, polynomial));
            foreach (ref var value in polynomial)
                value /= length;
        }

        for (var degree = 2; degree < classes; degree++)
        {
            foreach (ref var value in _values.AsSpan(degree * classes, classes))
                value *= Math.Pow(decay, degree - 1);
        }
    }

    public int Classes { get; }

    public double this[int degree, int k] => _values[degree * Classes + k];

    /// <summary>What coefficients of the polynomials give for the classes.</summary>
    public void ToClasses(ReadOnlySpan<double> coefficients, Span<double> classes)
    {
        classes.Clear();
        for (var degree = 0; degree < Classes; degree++)
        {
            for (var k = 0; k < Classes; k++)
                classes[k] += coefficients[degree] * this[degree, k];
        }
    }

    /// <summary>How something changes with the coefficients, given how it changes with the classes.</summary>
    public void FromClasses(ReadOnlySpan<double> classes, Span<double> coefficients)
    {
        for (var degree = 0; degree < Classes; degree++)
        {
            var sum = 0d;
            for (var k = 0; k < Classes; k++)
                sum += classes[k] * this[degree, k];
            coefficients[degree] = sum;
        }
    }
}
