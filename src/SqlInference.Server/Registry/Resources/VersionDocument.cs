using System.ComponentModel;
using SqlInference.Catalog;

namespace SqlInference.Server.Registry.Resources;

[Description("A version of a model.")]
sealed record VersionDocument
{
    [Description("Counted from 1.")]
    public required int Version { get; init; }

    [Description("pending, ready (it serves), retired (it served) or failed.")]
    public required string State { get; init; }

    [Description("How far the making is, from 0 to 1; null where unknown.")]
    public required double? Progress { get; init; }

    [Description("Why the version failed; null where it did not.")]
    public required string? FailureReason { get; init; }

    [Description("What training measured.")]
    public required IReadOnlyList<MetricDocument> Metrics { get; init; }

    [Description("The name of the training job; null where there was none.")]
    public required string? TrainingJobName { get; init; }

    [Description("The SHA-256 of the version's files; null for remote models and until it is complete.")]
    public required string? ArtifactId { get; init; }

    [Description("Who made the version.")]
    public required string CreatedBy { get; init; }

    [Description("When it was begun.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When its files and metrics were complete; null until then.")]
    public required DateTimeOffset? CompletedAt { get; init; }

    public static VersionDocument Of(VersionRecord version) => new()
    {
        Version = version.Number,
        State = version.State.ToString().ToLowerInvariant(),
        Progress = version.Progress,
        FailureReason = version.FailureReason,
        Metrics = [.. version.Metrics.Select(metric => new MetricDocument { Name = metric.Name, Value = double.IsFinite(metric.Value) ? metric.Value : null })],
        TrainingJobName = version.TrainingJobName,
        ArtifactId = version.ArtifactId,
        CreatedBy = version.CreatedBy,
        CreatedAt = version.CreatedAt,
        CompletedAt = version.CompletedAt,
    };
}
