namespace SqlInference.Training.Linear;

/// <summary>How a linear model is fitted: the mean loss of the rows plus L2 / 2 times the sum of the squared weights is made least.</summary>
public sealed record LinearOptions
{
    public required LinearLoss Loss { get; init; }

    /// <summary>Intercepts are not penalised.</summary>
    public double L2 { get; init; } = 1e-4;

    public bool Intercept { get; init; } = true;

    public double HuberDelta { get; init; } = 1;

    /// <summary>Errors smaller than this cost nothing, where the loss is one of the insensitive ones.</summary>
    public double Insensitivity { get; init; } = 0.01;

    public double Quantile { get; init; } = 0.5;

    /// <summary>Stops once the gradient is so many times smaller than it was for a model of zeros.</summary>
    public double Tolerance { get; init; } = 1e-4;

    public int MaxIterations { get; init; } = 500;

    public int Threads { get; init; } = 1;
}
