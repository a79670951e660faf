using MathNet.Numerics.Distributions;

namespace SqlInference.Training.Forecasts;

/// <summary>What is expected at each of the next steps, and how far from it the truth may be: normally distributed around it.</summary>
public sealed record Forecast(double[] Mean, double[] Deviation)
{
    /// <param name="step">From 0 on.</param>
    /// <param name="share">How much of what may come lies below: between 0 and 1.</param>
    public double Quantile(int step, double share) => Mean[step] + Deviation[step] * Normal.InvCDF(0, 1, share);
}
