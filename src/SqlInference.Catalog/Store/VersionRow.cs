namespace SqlInference.Catalog.Store;

/// <summary>A version as selected.</summary>
sealed class VersionRow
{
    public const string Select =
        """
        SELECT v.model_id AS ModelId, v.version AS Version, v.state AS State, v.definition AS Definition,
               v.artifact_id AS ArtifactId, v.metrics AS Metrics, v.training_job AS TrainingJob, v.progress AS Progress,
               v.failure_reason AS FailureReason, v.created_by AS CreatedBy, v.created_at AS CreatedAt,
               v.completed_at AS CompletedAt, v.owner_host AS OwnerHost, v.owner_pid AS OwnerPid,
               v.owner_started AS OwnerStarted, v.lease_until AS LeaseUntil
        FROM model_version v

        """;

    public string ModelId { get; set; } = "";

    public int Version { get; set; }

    public string State { get; set; } = "";

    public string Definition { get; set; } = "";

    public string? ArtifactId { get; set; }

    public string Metrics { get; set; } = "";

    public string? TrainingJob { get; set; }

    public double? Progress { get; set; }

    public string? FailureReason { get; set; }

    public string CreatedBy { get; set; } = "";

    public long CreatedAt { get; set; }

    public long? CompletedAt { get; set; }

    public string? OwnerHost { get; set; }

    public int? OwnerPid { get; set; }

    public string? OwnerStarted { get; set; }

    public long? LeaseUntil { get; set; }

    public VersionRecord ToRecord() => new()
    {
        Key = new VersionKey(ModelId, Version),
        State = StoredText.Enum<VersionState>(State),
        Definition = StoredText.Definition(Definition),
        ArtifactId = ArtifactId,
        Metrics = StoredText.Metrics(Metrics),
        TrainingJobName = TrainingJob,
        Progress = Progress,
        FailureReason = FailureReason,
        CreatedBy = CreatedBy,
        CreatedAt = StoredText.Time(CreatedAt),
        CompletedAt = StoredText.Time(CompletedAt),
        Process = OwnerHost is null ? null : new ProcessIdentity(OwnerHost, OwnerPid!.Value, OwnerStarted!),
        LeaseUntil = StoredText.Time(LeaseUntil),
    };
}
