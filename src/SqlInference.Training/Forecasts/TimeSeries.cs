namespace SqlInference.Training.Forecasts;

/// <summary>The values of one item, step by step, without gaps.</summary>
/// <param name="Item">Null where there is only one series.</param>
/// <param name="First">The time of the first value.</param>
public sealed record TimeSeries(string? Item, long First, double[] Values);
