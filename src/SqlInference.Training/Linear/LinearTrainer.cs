using SqlInference.Inference.Linear;
using SqlInference.Training.Threads;

namespace SqlInference.Training.Linear;

/// <summary>
/// Fits linear models by L-BFGS. Each fit begins where the last one ended, so that a path of penalties costs little more than
/// its last model. Margins change along a line as the weights do: trying another step costs one pass over the margins and
/// none over the data. Steps meet the weak Wolfe conditions, which can also be met where a loss has corners.
/// </summary>
public sealed class LinearTrainer
{
    const int History = 8;
    const int MostTrials = 40;
    const int RowsPerPart = 1024;
    const double Decrease = 1e-4, Flattening = 0.9;

    readonly LinearProblem _problem;
    readonly LinearDesign _design;
    readonly ClassContrasts? _contrasts;
    readonly RowWeights _rows;
    readonly LbfgsHistory _history;

    // At the weights, along the direction, and at the point that is tried.
    readonly double[] _margins, _change, _tried, _slopes;
    readonly double[] _weights, _gradient, _nextGradient, _direction, _scale;
    readonly double[] _partLosses, _partSlopes;

    public LinearTrainer(LinearProblem problem)
    {
        _problem = problem;
        _design = new(problem);
        if (problem is { OrderDecay: < 1, Outputs: > 2 and <= LinearProblem.MostOrderedClasses })
            _contrasts = new(problem.Outputs, problem.OrderDecay);
        _rows = new(problem);
        var margins = checked(problem.Rows * _design.Stride);
        (_margins, _change, _tried, _slopes) = (new double[margins], new double[margins], new double[margins], new double[margins]);
        var weights = _design.WeightsLength;
        (_weights, _gradient, _nextGradient, _direction, _scale) = (new double[weights], new double[weights], new double[weights], new double[weights], new double[weights]);
        _history = new(History, _design.WeightsCount);
        var parts = (problem.Rows + RowsPerPart - 1) / RowsPerPart;
        (_partLosses, _partSlopes) = (new double[parts], new double[parts]);
    }

    /// <summary>What the last fit made least.</summary>
    public double Objective { get; private set; }

    /// <summary>How many steps the last fit took.</summary>
    public int Iterations { get; private set; }

    /// <param name="progress">Told the part of the way to the tolerance, on a logarithmic scale.</param>
    public LinearModel Train(LinearOptions options, CancellationToken cancellation, IProgress<double>? progress = null)
    {
        Fit(options, cancellation, progress);
        var outputs = _problem.Outputs;
        var weights = new float[_design.WeightsCount];
        var classes = new double[outputs];
        for (var at = 0; at < weights.Length; at += outputs)
        {
            var ofFeature = _weights.AsSpan(at, outputs);
            if (_contrasts is not null)
                _contrasts.ToClasses(ofFeature, classes);
            else
                ofFeature.CopyTo(classes);
            for (var k = 0; k < outputs; k++)
                weights[at + k] = (float)classes[k];
        }

        return new(_problem.DenseFeatures, weights.AsSpan(0, _design.InterceptAt), weights.AsSpan(_design.InterceptAt));
    }

    void Fit(LinearOptions options, CancellationToken cancellation, IProgress<double>? progress)
    {
        var loss = new LossFunction(options, _contrasts);
        _history.Clear();
        Scale(loss, options);
        var enough = options.Tolerance * GradientAtZero(loss, options, cancellation);
        _design.Margins(_weights, _margins, options.Threads, cancellation);
        Objective = Evaluate(loss, options, 0, cancellation).Loss + Penalty(options, 0, 0);
        Gradient(options, _gradient, cancellation);
        for (Iterations = 0; Iterations < options.MaxIterations; Iterations++)
        {
            var norm = Norm(_gradient);
            if (norm <= enough)
                break;
            progress?.Report(Math.Clamp(1 - Math.Log(norm / enough) / -Math.Log(options.Tolerance), 0, 1));
            if (Step(loss, options, cancellation))
                continue;
            // What the history says of the curvature may be spoilt: once more straight down.
            if (_history.IsEmpty)
                break;
            _history.Clear();
        }
    }

    bool Step(LossFunction loss, LinearOptions options, CancellationToken cancellation)
    {
        _history.Descend(_gradient, _scale, _direction);
        var slope = Vectors.Dot(_gradient, _direction);
        if (!(slope < 0))
            return false;
        _design.Margins(_direction, _change, options.Threads, cancellation);
        var along = Penalised(_weights, _direction);
        var square = Penalised(_direction, _direction);
        var (step, low, high) = (1d, 0d, double.PositiveInfinity);
        for (var trial = 0; trial < MostTrials; trial++)
        {
            var (value, slopeThere) = Evaluate(loss, options, step, cancellation);
            value += Penalty(options, along * step, square * step * step);
            slopeThere += options.L2 * (along + step * square);
            if (!(value <= Objective + Decrease * step * slope))
            {
                high = step;
            }
            else if (slopeThere < Flattening * slope)
            {
                low = step;
            }
            else
            {
                Take(options, step, value, cancellation);
                return true;
            }

            step = double.IsInfinity(high) ? step * 2 : (low + high) / 2;
        }

        return false;
    }

    void Take(LinearOptions options, double step, double value, CancellationToken cancellation)
    {
        Objective = value;
        Vectors.Add(_weights, step, _direction);
        _tried.CopyTo(_margins, 0);
        Gradient(options, _nextGradient, cancellation);
        _history.Add(step, _direction, _gradient, _nextGradient);
        _nextGradient.CopyTo(_gradient, 0);
    }

    /// <summary>The mean loss at a step along the direction and how it changes there; leaves the slopes of the rows.</summary>
    (double Loss, double Slope) Evaluate(LossFunction loss, LinearOptions options, double step, CancellationToken cancellation)
    {
        var (stride, outputs) = (_design.Stride, _problem.Outputs);
        Parts.Run(_problem.Rows, RowsPerPart, options.Threads, (start, end) =>
        {
            var (sum, along) = (0d, 0d);
            for (var row = start; row < end; row++)
            {
                var at = row * stride;
                for (var k = 0; k < outputs; k++)
                    _tried[at + k] = _margins[at + k] + step * _change[at + k];
                var weight = _rows.Weights[row];
                var slopes = _slopes.AsSpan(at, outputs);
                sum += weight * loss.Evaluate(_tried.AsSpan(at, outputs), _problem.Targets[row], slopes);
                for (var k = 0; k < outputs; k++)
                {
                    slopes[k] *= weight;
                    along += slopes[k] * _change[at + k];
                }
            }

            (_partLosses[start / RowsPerPart], _partSlopes[start / RowsPerPart]) = (sum, along);
        }, cancellation);
        return (_partLosses.Sum(), _partSlopes.Sum());
    }

    /// <summary>The gradient of loss and penalty, from the slopes of the rows.</summary>
    void Gradient(LinearOptions options, double[] gradient, CancellationToken cancellation)
    {
        _design.Gradient(_slopes, gradient, options.Threads, cancellation);
        Vectors.Add(gradient.AsSpan(0, _design.InterceptAt), options.L2, _weights);
        if (!options.Intercept)
            gradient.AsSpan(_design.InterceptAt).Clear();
    }

    double GradientAtZero(LossFunction loss, LinearOptions options, CancellationToken cancellation)
    {
        Array.Clear(_margins);
        Array.Clear(_change);
        Evaluate(loss, options, 0, cancellation);
        _design.Gradient(_slopes, _gradient, options.Threads, cancellation);
        return Norm(_gradient);
    }

    /// <summary>About the inverse of how much the objective bends with each weight.</summary>
    void Scale(LossFunction loss, LinearOptions options)
    {
        var outputs = _problem.Outputs;
        var squares = _design.MeanSquares(_rows.Weights);
        for (var output = 0; output < outputs; output++)
        {
            var curvature = loss.Curvature(output, _rows.ClassParts);
            for (var feature = 0; feature <= _problem.Features; feature++)
            {
                var bend = squares[feature] * curvature + (feature == _problem.Features ? 0 : options.L2);
                _scale[feature * outputs + output] = bend > 0 ? 1 / bend : 1;
            }
        }
    }

    double Penalty(LinearOptions options, double along, double square) => options.L2 / 2 * (Penalised(_weights, _weights) + 2 * along + square);

    double Penalised(double[] first, double[] second) => Vectors.Dot(first.AsSpan(0, _design.InterceptAt), second.AsSpan(0, _design.InterceptAt));

    static double Norm(double[] values) => Math.Sqrt(Vectors.Dot(values, values));
}
