namespace SqlInference.Catalog.Store;

/// <summary>Models as people name them: finding, altering and dropping. Making versions is <see cref="VersionStore"/>'s.</summary>
sealed class ModelStore(CatalogStore store, VersionStore versions) : IModels
{
    public ModelRecord Get(ModelName name) => store.Read(session => Require(session, name).ToRecord());

    public ModelRecord? Find(ModelName name) => store.Read(session => Row(session, name)?.ToRecord());

    public ModelRecord? FindById(string modelId) => store.Read(session => RowById(session, modelId)?.ToRecord());

    public IReadOnlyList<ModelRecord> FindByFunction(string database, string schema, string function) => store.Read(session =>
        Records(session.Query<ModelRow>(
            ModelRow.Select +
            """
            WHERE m.id IN (
                SELECT f.model_id FROM model_function f
                WHERE f.database_name = @database AND f.function_schema = @schema AND f.function_name = @function)
            ORDER BY m.schema_name, m.model_name
            """,
            new { database, schema, function })));

    public IReadOnlyList<ModelRecord> List(string? database = null) => store.Read(session => List(session, database));

    public IReadOnlyList<VersionRecord> Versions(string modelId) => versions.List(modelId);

    public VersionRecord? FindVersion(VersionKey key) => versions.Find(key);

    public IReadOnlyList<VersionRecord> Unconfirmed(string database, string transaction) => versions.Unconfirmed(database, transaction);

    public VersionRecord? Begin(NewVersion request) => versions.Begin(request);

    public void StartTraining(VersionKey version, string trainingJobName) => versions.StartTraining(version, trainingJobName);

    public void Settle(VersionKey version, ModelDefinition definition) => versions.Settle(version, definition);

    public bool RenewLease(VersionKey version, double? progress = null) => versions.RenewLease(version, progress);

    public void Complete(VersionKey version, string? artifactId, IReadOnlyList<Metric> metrics, ModelDefinition? definition = null) =>
        versions.Complete(version, artifactId, metrics, definition);

    public ModelRecord Activate(VersionKey version) => versions.Activate(version);

    public void Fail(VersionKey version, string reason) => versions.Fail(version, reason);

    public void Abandon(VersionKey version) => versions.Abandon(version);

    public ModelRecord UseVersion(ModelName name, int number, string actor) => versions.Use(name, number, actor);

    public ModelRecord Rename(ModelName name, ModelName newName, string actor) => Alter("rename", name, actor, (session, model) =>
    {
        if (newName != name && Row(session, newName) is not null)
        {
            throw ModelErrors.Exists(newName, "Choose another name, or drop that model first.");
        }

        session.Execute(
            "UPDATE model SET database_name = @Database, schema_name = @Schema, model_name = @Name WHERE id = @Id",
            new { newName.Database, newName.Schema, newName.Name, model.Id });
        return $"now {newName}";
    });

    public ModelRecord SetOwner(ModelName name, string owner, string actor) => Alter("set owner", name, actor, (session, model) =>
    {
        session.Execute("UPDATE model SET owner = @owner WHERE id = @Id", new { owner, model.Id });
        return $"owner {owner}";
    });

    public ModelRecord SetSettings(ModelName name, IReadOnlyList<Setting> settings, string actor) => Alter("set settings", name, actor, (session, model) =>
    {
        var merged = SettingList.Overlay(StoredText.Settings(model.Settings), settings);
        session.Execute("UPDATE model SET settings = @Settings WHERE id = @Id", new { Settings = StoredText.Of(merged), model.Id });
        return string.Join(", ", settings.Select(setting => setting.Name));
    });

    public ModelRecord Drop(ModelName name, string actor) => store.Write("drop", session =>
    {
        var model = Require(session, name);
        var endpoints = session.Query<string>("SELECT name FROM endpoint WHERE model_id = @Id ORDER BY name", new { model.Id });
        if (endpoints.Count > 0)
        {
            throw ModelErrors.InUse(name, endpoints);
        }

        session.Execute("DELETE FROM model WHERE id = @Id", new { model.Id });
        session.Audit(actor, "DROP MODEL", name.ToString(), AuditOutcome.Succeeded, null);
        return model.ToRecord();
    });

    public static ModelRow? Row(CatalogSession session, ModelName name) => session.First<ModelRow>(
        ModelRow.Select + "WHERE m.database_name = @Database AND m.schema_name = @Schema AND m.model_name = @Name",
        new { name.Database, name.Schema, name.Name });

    public static ModelRow? RowById(CatalogSession session, string modelId) =>
        session.First<ModelRow>(ModelRow.Select + "WHERE m.id = @modelId", new { modelId });

    public static ModelRow Require(CatalogSession session, ModelName name) =>
        Row(session, name) ?? throw ModelErrors.Unknown(session, name);

    public static IReadOnlyList<ModelRecord> List(CatalogSession session, string? database) => Records(session.Query<ModelRow>(
        ModelRow.Select +
        """
        WHERE @database IS NULL OR m.database_name = @database
        ORDER BY m.database_name, m.schema_name, m.model_name
        """,
        new { database }));

    static ModelRecord[] Records(IReadOnlyList<ModelRow> rows) => [.. rows.Select(row => row.ToRecord())];

    ModelRecord Alter(string what, ModelName name, string actor, Func<CatalogSession, ModelRow, string> change) => store.Write(what, session =>
    {
        var model = Require(session, name);
        var detail = change(session, model);
        session.Execute("UPDATE model SET changed_at = @Now WHERE id = @Id", new { Now = session.Now.Ticks, model.Id });
        session.Audit(actor, "ALTER MODEL", name.ToString(), AuditOutcome.Succeeded, detail);
        return RowById(session, model.Id)!.ToRecord();
    });
}
