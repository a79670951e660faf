namespace SqlInference.Training.Forecasts;

/// <summary>How one series goes on.</summary>
/// <param name="Item">Null where there is only one series.</param>
/// <param name="Last">The time of its last value, after which the forecast begins.</param>
/// <param name="Method">What was found to continue it best.</param>
public sealed record ItemForecast(string? Item, long Last, string Method, Forecast Forecast);
