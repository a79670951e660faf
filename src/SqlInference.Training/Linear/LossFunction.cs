namespace SqlInference.Training.Linear;

/// <summary>The loss of one row, and how it changes with the row's margins.</summary>
sealed class LossFunction(LinearOptions options, ClassContrasts? contrasts)
{
    /// <summary>The loss of a row; its derivatives by the margins are left in <paramref name="slopes"/>.</summary>
    public double Evaluate(ReadOnlySpan<double> margins, float target, Span<double> slopes)
    {
        if (contrasts is not null)
            return OrderedSoftmax(contrasts, margins, (int)target, slopes);
        if (options.Loss == LinearLoss.Softmax)
            return Softmax(margins, (int)target, slopes);
        (var loss, slopes[0]) = Single(margins[0], target);
        return loss;
    }

    /// <summary>About how much the loss bends, by the part of the rows that a class has: only to scale the first steps.</summary>
    public double Curvature(int output, ReadOnlySpan<double> parts)
    {
        switch (options.Loss)
        {
            case LinearLoss.Logistic:
                return parts[0] * (1 - parts[0]);
            case LinearLoss.Softmax:
                var sum = 0d;
                for (var k = 0; k < parts.Length; k++)
                    sum += (contrasts is null ? k == output ? 1 : 0 : contrasts[output, k] * contrasts[output, k]) * parts[k] * (1 - parts[k]);
                return sum;
            default:
                return 1;
        }
    }

    static double OrderedSoftmax(ClassContrasts contrasts, ReadOnlySpan<double> margins, int target, Span<double> slopes)
    {
        var classes = (stackalloc double[LinearProblem.MostOrderedClasses])[..margins.Length];
        var classSlopes = (stackalloc double[LinearProblem.MostOrderedClasses])[..margins.Length];
        contrasts.ToClasses(margins, classes);
        var loss = Softmax(classes, target, classSlopes);
        contrasts.FromClasses(classSlopes, slopes);
        return loss;
    }

    static double Softmax(ReadOnlySpan<double> margins, int target, Span<double> slopes)
    {
        var most = margins[0];
        foreach (var margin in margins)
            most = Math.Max(most, margin);
        var sum = 0d;
        for (var k = 0; k < margins.Length; k++)
            sum += slopes[k] = Math.Exp(margins[k] - most);
        for (var k = 0; k < margins.Length; k++)
            slopes[k] /= sum;
        slopes[target] -= 1;
        return Math.Log(sum) + most - margins[target];
    }

    (double Loss, double Slope) Single(double margin, float target)
    {
        var error = margin - target;
        switch (options.Loss)
        {
            case LinearLoss.Logistic:
                var side = target > 0.5f ? -1 : 1;
                var exponential = Math.Exp(-Math.Abs(margin));
                var wrong = side * margin > 0 ? 1 / (1 + exponential) : exponential / (1 + exponential);
                return (Math.Max(side * margin, 0) + double.LogP1(exponential), side * wrong);
            case LinearLoss.Hinge:
                var sign = target > 0.5f ? 1 : -1;
                return sign * margin < 1 ? (1 - sign * margin, -sign) : (0, 0);
            case LinearLoss.Squared:
                return (error * error / 2, error);
            case LinearLoss.Absolute:
                return (Math.Abs(error), Math.Sign(error));
            case LinearLoss.EpsilonInsensitiveAbsolute:
                return Math.Abs(error) > options.Insensitivity ? (Math.Abs(error) - options.Insensitivity, Math.Sign(error)) : (0, 0);
            case LinearLoss.EpsilonInsensitiveSquared:
                var beyond = Math.Max(Math.Abs(error) - options.Insensitivity, 0);
                return (beyond * beyond / 2, beyond * Math.Sign(error));
            case LinearLoss.Huber:
                return Math.Abs(error) <= options.HuberDelta
                    ? (error * error / 2, error)
                    : (options.HuberDelta * (Math.Abs(error) - options.HuberDelta / 2), options.HuberDelta * Math.Sign(error));
            case LinearLoss.Quantile:
                return error < 0 ? (-options.Quantile * error, -options.Quantile) : ((1 - options.Quantile) * error, 1 - options.Quantile);
            default:
                throw new InvalidOperationException($"{options.Loss} has more than one margin.");
        }
    }
}
