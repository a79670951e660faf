namespace SqlInference.Training.Forecasts;

enum Trend
{
    None,
    Lasting,
    Fading,
}
