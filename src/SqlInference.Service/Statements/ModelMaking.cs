using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Service.Background;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>The newest version of a model where it does not serve: it is being made, or has failed.</summary>
/// <param name="status">Null where another process makes it.</param>
sealed class ModelMaking(VersionRecord version, TrainingStatus? status, DateTimeOffset now)
{
    public double Progress => status?.Progress ?? version.Progress ?? 0;

    /// <summary>What is being done at the moment.</summary>
    public string What => version.CompletedAt is not null
        ? "trained, waits for its transaction to be committed"
        : status?.What ?? "training";

    /// <summary>Since the statement began.</summary>
    public string Time => TimeSpan.FromSeconds(Math.Floor((now - version.CreatedAt).TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);

    /// <summary>Null where the newest version is the one that serves, or did.</summary>
    public static ModelMaking? Of(ModelRecord model, InferenceService service) =>
        service.Catalog.Models.Versions(model.Id) is [.., { State: VersionState.Pending or VersionState.Failed } newest]
            ? new(newest, service.Trainings.Find(newest.Key), service.Options.Time.GetUtcNow())
            : null;

    /// <summary>As SHOW MODEL says it of a model that serves in another version.</summary>
    public override string ToString() => version.State == VersionState.Failed
        ? $"{version.Number} is FAILED: {version.FailureReason}"
        : $"{version.Number} is TRAINING: {ModelErrors.Percent(Progress)}, {What}, {Time}";
}
