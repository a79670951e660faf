using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqlInference.Inference.Statistics;
using SqlInference.Server.Access;
using SqlInference.Service;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.OpenInference;

/// <summary>What models have done since they were loaded, in the shape of Triton's statistics extension.</summary>
sealed class StatisticsDocuments(InferenceService service)
{
    static readonly ModelStatisticsSnapshot Nothing = new ModelStatistics().Snapshot();

    public ValueTask OfModelAsync(HttpContext http, Caller caller)
    {
        var model = ModelRoute.Find(http, caller, service.Published);
        return WriteAsync(http, [model]);
    }

    /// <summary>Of every model that the caller may call and that can answer.</summary>
    public ValueTask OfAllAsync(HttpContext http, Caller caller) => WriteAsync(http, service.Catalog.Models.List(caller.Database)
        .Where(model => model.CurrentVersion is not null && caller.MayExecute(service.Published.AccessOf(model)))
        .Select(model => TryGet(Catalog.WireNames.Write(model.Name)))
        .OfType<PublishedModel>());

    PublishedModel? TryGet(string wireName)
    {
        try
        {
            return service.Published.Get(wireName);
        }
        catch (Errors.SqlInferenceException)
        {
            return null;
        }
    }

    ValueTask WriteAsync(HttpContext http, IEnumerable<PublishedModel> models) => JsonAnswer.WriteAsync(http, StatusCodes.Status200OK, json =>
    {
        json.WriteStartArray("model_stats");
        foreach (var model in models)
            Write(json, model, service.Host.StatisticsOf(model.Model) ?? Nothing);
        json.WriteEndArray();
    });

    static void Write(Utf8JsonWriter json, PublishedModel model, ModelStatisticsSnapshot statistics)
    {
        json.WriteStartObject();
        json.WriteString("name", model.WireName);
        json.WriteString("version", model.Version.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("inference_count", statistics.RowsServed);
        json.WriteNumber("execution_count", statistics.Batches);
        json.WriteStartObject("inference_stats");
        Write(json, "success", statistics.Requests, statistics.QueueTime.Total + statistics.RunTime.Total);
        Write(json, "fail", statistics.Failures, TimeSpan.Zero);
        Write(json, "queue", statistics.QueueTime.Count, statistics.QueueTime.Total);
        // Taking requests apart and putting answers together is part of the time that the model takes.
        Write(json, "compute_input", 0, TimeSpan.Zero);
        Write(json, "compute_infer", statistics.Batches, statistics.RunTime.Total);
        Write(json, "compute_output", 0, TimeSpan.Zero);
        Write(json, "cache_hit", statistics.CacheHits, TimeSpan.Zero);
        Write(json, "cache_miss", 0, TimeSpan.Zero);
        json.WriteEndObject();
        json.WriteStartArray("batch_stats");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, long count, TimeSpan time)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", count);
        json.WriteNumber("ns", (long)time.TotalNanoseconds);
        json.WriteEndObject();
    }
}
