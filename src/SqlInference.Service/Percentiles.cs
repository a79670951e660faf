namespace SqlInference.Service;

/// <summary>The percentiles of a forecast, in their order.</summary>
static class Percentiles
{
    const string Default = "0.10,0.50,0.90";

    public static IReadOnlyList<Percentile> Of(Language.Settings settings) => Of(settings.Percentiles);

    public static IReadOnlyList<Percentile> Of(string? setting) => [.. (setting ?? Default).Split(',').Select(Percentile.Parse).DistinctBy(each => each.Column)];
}
