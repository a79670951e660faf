using MathNet.Numerics.Distributions;

namespace SqlInference.Training.Forecasts;

/// <summary>What is expected at each of the next steps, and how far from it the truth may be: normally distributed around it.</summary>
public sealed record Forecast(double[] Mean, double[] Deviation)
{
    /// <summary>For each step what a share of what may come lies below.</summary>
    /// <param name="share">Between 0 and 1.</param>
    public double[] Quantile(double share)
    {
        var deviations = Normal.InvCDF(0, 1, share);
        return [.. Mean.Zip(Deviation, (mean, deviation) => mean + deviation * deviations)];
    }
}
