namespace SqlInference.Server.Metrics;

/// <summary>Figures of one name, told apart by their labels.</summary>
/// <param name="Name">As Prometheus has it, with unit and <c>_total</c>.</param>
/// <param name="Samples">Takes them from what was read.</param>
sealed record MetricFamily(string Name, MetricKind Kind, string Help, Func<ServerFigures, IEnumerable<MetricSample>> Samples);
