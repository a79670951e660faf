using System.ComponentModel;
using SqlInference.Catalog;
using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Registry.Resources;

[Description("What a model has done since this process loaded its current version.")]
sealed record StatisticsDocument
{
    [Description("The model's name on the wire.")]
    public required string Model { get; init; }

    [Description("The version that serves; null where none does.")]
    public required int? Version { get; init; }

    [Description("Whether the model is in memory; where it is not, nothing has been counted.")]
    public required bool Loaded { get; init; }

    [Description("Requests answered.")]
    public required long Requests { get; init; }

    [Description("Rows answered; NULLs, duplicates and cached ones included.")]
    public required long RowsServed { get; init; }

    [Description("Rows answered with NULL because an argument was.")]
    public required long RowsNull { get; init; }

    [Description("Rows that the model refused and ON_ERROR 'null' answered with NULL.")]
    public required long RowsRefused { get; init; }

    [Description("Rows answered by an equal row of the same batch.")]
    public required long DuplicatesDropped { get; init; }

    [Description("Rows answered from the cache.")]
    public required long CacheHits { get; init; }

    [Description("Calls of the model.")]
    public required long Batches { get; init; }

    [Description("How full batches were, from 0 to 1; null where there were none.")]
    public required double? BatchFill { get; init; }

    [Description("Calls of the model that failed.")]
    public required long Failures { get; init; }

    [Description("How long requests waited for the model; those that did not wait are not counted.")]
    public required TimingDocument Queue { get; init; }

    [Description("How long calls of the model took.")]
    public required TimingDocument Run { get; init; }

    public static StatisticsDocument Of(ModelRecord model, ModelStatisticsSnapshot? counts)
    {
        var loaded = counts is not null;
        counts ??= new ModelStatistics().Snapshot();
        return new()
        {
            Model = WireNames.Write(model.Name),
            Version = model.CurrentVersion,
            Loaded = loaded,
            Requests = counts.Requests,
            RowsServed = counts.RowsServed,
            RowsNull = counts.RowsNull,
            RowsRefused = counts.RowsRefused,
            DuplicatesDropped = counts.DuplicatesDropped,
            CacheHits = counts.CacheHits,
            Batches = counts.Batches,
            BatchFill = counts.Batches == 0 ? null : counts.Fill,
            Failures = counts.Failures,
            Queue = TimingDocument.Of(counts.QueueTime),
            Run = TimingDocument.Of(counts.RunTime),
        };
    }
}
