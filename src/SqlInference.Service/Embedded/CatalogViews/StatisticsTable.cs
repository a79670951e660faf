using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Inference.Statistics;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary><c>sqlinference.statistics</c>: what the models that this process has had in memory have done in it.</summary>
static class StatisticsTable
{
    static readonly RecordColumns<(ModelRecord Model, ModelStatisticsSnapshot Counts)> Columns = new RecordColumns<(ModelRecord Model, ModelStatisticsSnapshot Counts)>()
        .Text("schema_name", row => row.Model.Name.Schema)
        .Text("model_name", row => row.Model.Name.Name)
        .Integer("version", row => row.Model.CurrentVersion)
        .BigInt("requests", row => row.Counts.Requests)
        .BigInt("rows_served", row => row.Counts.RowsServed)
        .BigInt("rows_null", row => row.Counts.RowsNull)
        .BigInt("rows_refused", row => row.Counts.RowsRefused)
        .BigInt("duplicates_dropped", row => row.Counts.DuplicatesDropped)
        .BigInt("cache_hits", row => row.Counts.CacheHits)
        .BigInt("batches", row => row.Counts.Batches)
        .Double("batch_fill", row => row.Counts.Batches == 0 ? null : row.Counts.Fill)
        .BigInt("failures", row => row.Counts.Failures)
        .Double("queue_ms_mean", row => Milliseconds(row.Counts.QueueTime, row.Counts.QueueTime.Mean))
        .Double("queue_ms_p50", row => Milliseconds(row.Counts.QueueTime, row.Counts.QueueTime.Quantile(0.5)))
        .Double("queue_ms_p99", row => Milliseconds(row.Counts.QueueTime, row.Counts.QueueTime.Quantile(0.99)))
        .Double("run_ms_mean", row => Milliseconds(row.Counts.RunTime, row.Counts.RunTime.Mean))
        .Double("run_ms_p50", row => Milliseconds(row.Counts.RunTime, row.Counts.RunTime.Quantile(0.5)))
        .Double("run_ms_p99", row => Milliseconds(row.Counts.RunTime, row.Counts.RunTime.Quantile(0.99)));

    public static ITable Of(InferenceService service, string database, Func<ModelName, bool> sees) =>
        new RecordTable<(ModelRecord, ModelStatisticsSnapshot)>(() => Read(service, database, sees), Columns);

    static List<(ModelRecord, ModelStatisticsSnapshot)> Read(InferenceService service, string database, Func<ModelName, bool> sees)
    {
        var rows = new List<(ModelRecord, ModelStatisticsSnapshot)>();
        foreach (var model in ModelsTable.Read(service, database, sees))
        {
            if (service.Host.StatisticsOf(model) is { } counts)
                rows.Add((model, counts));
        }

        return rows;
    }

    /// <summary>Null where nothing was timed. Quantiles are upper bounds, exact to a factor of two.</summary>
    static double? Milliseconds(HistogramSnapshot times, TimeSpan figure) => times.Count == 0 ? null : figure.TotalMilliseconds;
}
