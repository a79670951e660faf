namespace SqlInference.Catalog.Store;

/// <summary>A model and the version that it is shown with, as selected.</summary>
sealed class ModelRow
{
    public const string Select =
        """
        SELECT m.id AS Id, m.database_name AS DatabaseName, m.schema_name AS SchemaName, m.model_name AS ModelName,
               m.owner AS Owner, m.state AS State, m.failure_reason AS FailureReason, m.current_version AS CurrentVersion,
               m.last_version AS LastVersion, m.settings AS Settings, m.created_at AS CreatedAt, m.changed_at AS ChangedAt,
               v.version AS ShownVersion, v.definition AS Definition
        FROM model m
        JOIN model_version v ON v.model_id = m.id AND v.version = COALESCE(
            m.current_version, (SELECT MAX(newest.version) FROM model_version newest WHERE newest.model_id = m.id))

        """;

    public string Id { get; set; } = "";

    public string DatabaseName { get; set; } = "";

    public string SchemaName { get; set; } = "";

    public string ModelName { get; set; } = "";

    public string Owner { get; set; } = "";

    public string State { get; set; } = "";

    public string? FailureReason { get; set; }

    public int? CurrentVersion { get; set; }

    public int LastVersion { get; set; }

    public string Settings { get; set; } = "";

    public long CreatedAt { get; set; }

    public long ChangedAt { get; set; }

    public int ShownVersion { get; set; }

    public string Definition { get; set; } = "";

    public ModelRecord ToRecord()
    {
        var definition = StoredText.Definition(Definition);
        var altered = StoredText.Settings(Settings);
        return new ModelRecord
        {
            Id = Id,
            Name = new ModelName(DatabaseName, SchemaName, ModelName),
            Owner = Owner,
            State = StoredText.Enum<ModelState>(State),
            FailureReason = FailureReason,
            CurrentVersion = CurrentVersion,
            ShownVersion = ShownVersion,
            Definition = definition,
            Settings = SettingList.Overlay(definition.Settings, altered),
            AlteredSettings = altered,
            CreatedAt = StoredText.Time(CreatedAt),
            ChangedAt = StoredText.Time(ChangedAt),
        };
    }
}
