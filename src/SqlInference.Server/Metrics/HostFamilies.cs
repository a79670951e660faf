using SqlInference.Service.Hosting;

namespace SqlInference.Server.Metrics;

static class HostFamilies
{
    public static readonly IReadOnlyList<MetricFamily> All =
    [
        One("sqlinference_models_resident", MetricKind.Gauge, "Models in memory.", host => host.Resident),
        One("sqlinference_models_resident_bytes", MetricKind.Gauge, "What models in memory take, and what is set aside for those that are being loaded.", host => host.ResidentBytes),
        new("sqlinference_models_budget_bytes", MetricKind.Gauge, "What models in memory may take; left out where there is no limit.",
            figures => figures.Host.BudgetBytes is { } budget ? [new([], budget)] : []),
        One("sqlinference_models_hits_total", MetricKind.Counter, "Requests that found their model in memory.", host => host.Hits),
        One("sqlinference_models_misses_total", MetricKind.Counter, "Requests that had to wait for their model to be loaded.", host => host.Misses),
        One("sqlinference_models_loads_total", MetricKind.Counter, "Models loaded.", host => host.Loads),
        One("sqlinference_models_load_seconds_total", MetricKind.Counter, "Time that loading models took.", host => host.LoadTime.TotalSeconds),
        One("sqlinference_models_unloads_total", MetricKind.Counter, "Models unloaded.", host => host.Unloads),
        One("sqlinference_models_evictions_total", MetricKind.Counter, "Models unloaded to make room for others.", host => host.Evictions),
    ];

    static MetricFamily One(string name, MetricKind kind, string help, Func<ModelHostSnapshot, double> value) =>
        new(name, kind, help, figures => [new([], value(figures.Host))]);
}
