using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Metrics;

/// <summary>Of models that are in memory or were.</summary>
static class ModelFamilies
{
    public static readonly IReadOnlyList<MetricFamily> All =
    [
        Count("sqlinference_model_requests_total", "Requests answered.", model => model.Requests),
        Count("sqlinference_model_rows_total", "Rows answered; NULLs, duplicates and cached ones included.", model => model.RowsServed),
        Count("sqlinference_model_null_rows_total", "Rows answered with NULL because an argument was.", model => model.RowsNull),
        Count("sqlinference_model_refused_rows_total", "Rows that the model refused and ON_ERROR 'null' answered with NULL.", model => model.RowsRefused),
        Count("sqlinference_model_duplicate_rows_total", "Rows answered by an equal row of the same batch.", model => model.DuplicatesDropped),
        Count("sqlinference_model_cache_hits_total", "Rows answered from the cache.", model => model.CacheHits),
        Count("sqlinference_model_batches_total", "Calls of the model.", model => model.Batches),
        Count("sqlinference_model_batch_rows_total", "Rows in calls of the model.", model => model.BatchRows),
        Count("sqlinference_model_batch_capacity_rows_total", "Rows that there was room for in calls of the model.", model => model.BatchCapacity),
        Count("sqlinference_model_failures_total", "Calls of the model that failed.", model => model.Failures),
        Count("sqlinference_model_turned_away_total", "Requests that found the queue full.", model => model.TurnedAway),
        Count("sqlinference_model_late_total", "Requests that were not answered by their deadline.", model => model.Late),
        Times("sqlinference_model_queue_seconds", "How long requests waited for the model; those that did not wait are not counted.", model => model.QueueTime),
        Times("sqlinference_model_run_seconds", "How long calls of the model took.", model => model.RunTime),
    ];

    static MetricFamily Count(string name, string help, Func<ModelStatisticsSnapshot, long> value) => new(name, MetricKind.Counter, help,
        figures => figures.Models.Select(model => new MetricSample(Labels(model), value(model.Statistics))));

    static MetricFamily Times(string name, string help, Func<ModelStatisticsSnapshot, HistogramSnapshot> times) => new(name, MetricKind.Histogram, help,
        figures => figures.Models.Select(model => new MetricSample(Labels(model), 0, times(model.Statistics))));

    static KeyValuePair<string, string>[] Labels(ModelFigures model) => [new("model", model.Model), new("version", model.Version)];
}
