namespace SqlInference.Catalog.Store;

/// <summary>The making of versions, and switching between them.</summary>
sealed class VersionStore(CatalogStore store)
{
    const string OfKey = "WHERE model_id = @ModelId AND version = @Number";

    const string EndOfLease = "owner_host = NULL, owner_pid = NULL, owner_started = NULL, lease_until = NULL";

    public IReadOnlyList<VersionRecord> List(string modelId) => store.Read(session => (IReadOnlyList<VersionRecord>)[.. session
        .Query<VersionRow>(VersionRow.Select + "WHERE v.model_id = @modelId ORDER BY v.version", new { modelId })
        .Select(row => row.ToRecord())]);

    public VersionRecord? Find(VersionKey key) => store.Read(session => Row(session, key)?.ToRecord());

    public IReadOnlyList<VersionRecord> Unconfirmed(string database, string transaction) => store.Read(session => (IReadOnlyList<VersionRecord>)[.. session
        .Query<VersionRow>(
            VersionRow.Select +
            """
            JOIN pending_statement p ON p.model_id = v.model_id AND p.version = v.version
            JOIN model m ON m.id = v.model_id
            WHERE p.database_name = @database AND v.state = 'pending'
                AND (p.state = 'awaiting' AND p.transaction_id = @transaction OR p.state = 'confirmed' AND m.current_version IS NULL)
            """,
            new { database, transaction })
        .Select(row => row.ToRecord())]);

    public VersionRecord? Begin(NewVersion request) => store.Write("begin", session =>
    {
        var model = ModelStore.Row(session, request.Name);
        if (model is not null)
        {
            Interruption.FailStale(session, store.Options, model.Id);
            // What was taken back may have been all there was.
            model = ModelStore.RowById(session, model.Id);
            if (model is not null && !MayAddVersion(session, request, model))
            {
                return null;
            }
        }

        var number = (model?.LastVersion ?? 0) + 1;
        var id = model?.Id ?? Guid.CreateVersion7(session.Now).ToString();
        if (model is null)
        {
            InsertModel(session, id, request);
        }
        else
        {
            Reopen(session, id, number);
        }

        var key = new VersionKey(id, number);
        InsertVersion(session, key, request);
        Functions.Reserve(session, request.Name.Database, id, request.Definition.Function);
        Functions.Release(session, id);
        session.Audit(request.Actor, "CREATE MODEL", request.Name.ToString(), AuditOutcome.Succeeded, Describe(number, request.Definition));
        return Row(session, key)!.ToRecord();
    });

    public void StartTraining(VersionKey key, string trainingJobName) => store.Write("start training", session =>
    {
        var (model, _) = RequirePending(session, key);
        session.Execute($"UPDATE model_version SET training_job = @trainingJobName, progress = 0 {OfKey}", new { key.ModelId, key.Number, trainingJobName });
        session.Execute(
            "UPDATE model SET state = 'training', changed_at = @Now WHERE id = @Id AND current_version IS NULL",
            new { model.Id, Now = session.Now.Ticks });
    });

    public void Settle(VersionKey key, ModelDefinition definition) => store.Write("settle", session =>
    {
        var (model, _) = RequirePending(session, key);
        session.Execute($"UPDATE model_version SET definition = @Definition {OfKey}", new { key.ModelId, key.Number, Definition = StoredText.Of(definition) });
        Functions.Reserve(session, model.DatabaseName, model.Id, definition.Function);
        Functions.Release(session, model.Id);
    });

    public bool RenewLease(VersionKey key, double? progress) => store.Write("renew lease", session => session.ExecuteQuietly(
        $"UPDATE model_version SET lease_until = @Until, progress = COALESCE(@progress, progress) {OfKey} AND state = 'pending' AND owner_host IS NOT NULL",
        new { key.ModelId, key.Number, progress, Until = LeaseEnd(session) }) == 1);

    public void Complete(VersionKey key, string? artifactId, IReadOnlyList<Metric> metrics, ModelDefinition? definition) => store.Write("complete", session =>
    {
        var (model, version) = RequirePending(session, key);
        session.Execute(
            $"""
            UPDATE model_version SET artifact_id = @artifactId, metrics = @Metrics, definition = @Definition, kind = @Kind,
                progress = 1, completed_at = @Now, lease_until = @Until
            {OfKey}
            """,
            new
            {
                key.ModelId,
                key.Number,
                artifactId,
                Metrics = StoredText.Of(metrics),
                Definition = definition is null ? version.Definition : StoredText.Of(definition),
                Kind = StoredText.Of((definition ?? StoredText.Definition(version.Definition)).Kind),
                Now = session.Now.Ticks,
                Until = LeaseEnd(session),
            });
        if (definition is not null)
        {
            Functions.Reserve(session, model.DatabaseName, model.Id, definition.Function);
            Functions.Release(session, model.Id);
        }

        switch (PendingStore.FindOf(session, key))
        {
            case { IsAwaiting: true } statement:
                Leave(session, key, statement.LeaseUntil);
                break;
            case { State: "confirmed" }:
                Activate(session, key);
                break;
        }
    });

    /// <summary>A version that is no process's any more: its statement's lease counts.</summary>
    public static void Leave(CatalogSession session, VersionKey key, long until) => session.Execute(
        $"UPDATE model_version SET owner_host = NULL, owner_pid = NULL, owner_started = NULL, lease_until = @until {OfKey}",
        new { key.ModelId, key.Number, until });

    public ModelRecord Activate(VersionKey key) => store.Write("activate", session => Activate(session, key));

    /// <summary>Puts a version in service, or has it be put there once it is complete.</summary>
    public static void Confirm(CatalogSession session, VersionKey key)
    {
        if (RequirePending(session, key).Version.CompletedAt is not null)
            Activate(session, key);
    }

    public static ModelRecord Activate(CatalogSession session, VersionKey key)
    {
        var (model, version) = RequirePending(session, key);
        if (version.CompletedAt is null)
        {
            throw ModelErrors.NotComplete(NameOf(model), key.Number);
        }

        session.Execute("UPDATE model SET settings = '[]' WHERE id = @Id", new { model.Id });
        return Switch(session, model, key, "ACTIVATE MODEL", version.CreatedBy);
    }

    public ModelRecord Use(ModelName name, int number, string actor) => store.Write("use version", session =>
    {
        var model = ModelStore.Require(session, name);
        var key = new VersionKey(model.Id, number);
        if (Row(session, key) is not { State: "ready" or "retired" } version)
        {
            throw ModelErrors.UnknownVersion(name, number, session.Query<int>(
                "SELECT version FROM model_version WHERE model_id = @Id AND state IN ('ready', 'retired') ORDER BY version", new { model.Id }));
        }

        Functions.Reserve(session, name.Database, model.Id, StoredText.Definition(version.Definition).Function);
        return Switch(session, model, key, "ALTER MODEL", actor);
    });

    public void Fail(VersionKey key, string reason) => store.Write("fail", session => Fail(session, key, reason));

    public static void Fail(CatalogSession session, VersionKey key, string reason)
    {
        if (Row(session, key) is { State: "pending" } version)
        {
            MarkFailed(session, key, reason);
            var name = NameOf(ModelStore.RowById(session, key.ModelId)!);
            session.Audit(version.CreatedBy, "FAIL MODEL", name.ToString(), AuditOutcome.Failed, $"version {key.Number}: {reason}");
        }
    }

    public void Abandon(VersionKey key) => store.Write("abandon", session => Abandon(session, key));

    public static void Abandon(CatalogSession session, VersionKey key)
    {
        if (Row(session, key) is not { State: "pending" } version)
        {
            return;
        }

        var name = NameOf(ModelStore.RowById(session, key.ModelId)!);
        session.Execute($"DELETE FROM model_version {OfKey}", new { key.ModelId, key.Number });
        var newest = session.First<VersionRow>(
            VersionRow.Select + "WHERE v.model_id = @ModelId ORDER BY v.version DESC", new { key.ModelId });
        if (newest is null)
        {
            // Whoever made an endpoint for the model saw what never came to be.
            foreach (var endpoint in session.Query<string>("SELECT name FROM endpoint WHERE model_id = @ModelId ORDER BY name", new { key.ModelId }))
            {
                session.Execute("DELETE FROM endpoint WHERE name = @endpoint", new { endpoint });
                session.Audit(version.CreatedBy, "DROP ENDPOINT", endpoint, AuditOutcome.Succeeded, $"with model {name}");
            }

            session.Execute("DELETE FROM model WHERE id = @ModelId", new { key.ModelId });
        }
        else
        {
            // Without a version that serves, all that is left are failed ones.
            session.Execute(
                "UPDATE model SET state = 'failed', failure_reason = @FailureReason, changed_at = @Now WHERE id = @ModelId AND current_version IS NULL",
                new { key.ModelId, newest.FailureReason, Now = session.Now.Ticks });
            Functions.Release(session, key.ModelId);
        }

        session.Audit(version.CreatedBy, "ABANDON MODEL", name.ToString(), AuditOutcome.Succeeded, $"version {key.Number}");
    }

    /// <summary>Ends a pending version; the model fails with it unless another version serves.</summary>
    public static void MarkFailed(CatalogSession session, VersionKey key, string reason)
    {
        session.Execute(
            $"UPDATE model_version SET state = 'failed', failure_reason = @reason, {EndOfLease} {OfKey}",
            new { key.ModelId, key.Number, reason });
        session.Execute(
            "UPDATE model SET state = 'failed', failure_reason = @reason, changed_at = @Now WHERE id = @ModelId AND current_version IS NULL",
            new { key.ModelId, reason, Now = session.Now.Ticks });
        Functions.Release(session, key.ModelId);
    }

    public static ModelName NameOf(ModelRow model) => new(model.DatabaseName, model.SchemaName, model.ModelName);

    static VersionRow? Row(CatalogSession session, VersionKey key) => session.First<VersionRow>(
        VersionRow.Select + "WHERE v.model_id = @ModelId AND v.version = @Number", new { key.ModelId, key.Number });

    public static (ModelRow Model, VersionRow Version) RequirePending(CatalogSession session, VersionKey key)
    {
        if (ModelStore.RowById(session, key.ModelId) is not { } model || Row(session, key) is not { } version)
        {
            throw ModelErrors.Gone(key);
        }

        return version.State == "pending" ? (model, version) : throw ModelErrors.NotPending(NameOf(model), version);
    }

    /// <summary>Whether to go on with a name that is taken. False: IF NOT EXISTS has nothing to do.</summary>
    static bool MayAddVersion(CatalogSession session, NewVersion request, ModelRow model)
    {
        if (PendingStore.FindFor(session, model.Id) is { } waiting && (model.CurrentVersion is null || request.Mode == CreateMode.OrReplace))
        {
            throw new VersionPendingException(request.Name, waiting.Number!.Value, waiting.Id);
        }

        var failedFromTheStart = model.State == "failed" && model.Owner == request.Actor;
        if (!failedFromTheStart && request.Mode == CreateMode.IfNotExists)
        {
            return false;
        }

        if (!failedFromTheStart && request.Mode == CreateMode.Create)
        {
            throw ModelErrors.Exists(request.Name, "CREATE OR REPLACE MODEL adds a version to it; DROP MODEL removes it.");
        }

        var pending = session.First<VersionRow>(
            VersionRow.Select + "WHERE v.model_id = @Id AND v.state = 'pending'", new { model.Id });
        return pending is null ? true : throw ModelErrors.BeingMade(request.Name, pending.Version, $"{pending.OwnerPid} on {pending.OwnerHost}");
    }

    static void InsertModel(CatalogSession session, string id, NewVersion request) => session.Execute(
        """
        INSERT INTO model (id, database_name, schema_name, model_name, owner, state, last_version, settings, created_at, changed_at)
        VALUES (@id, @Database, @Schema, @Name, @Actor, 'created', 1, '[]', @Now, @Now)
        """,
        new { id, request.Name.Database, request.Name.Schema, request.Name.Name, request.Actor, Now = session.Now.Ticks });

    /// <summary>Counts the version; a model that never served begins its life again.</summary>
    static void Reopen(CatalogSession session, string id, int number)
    {
        session.Execute("UPDATE model SET last_version = @number WHERE id = @id", new { id, number });
        session.Execute(
            "UPDATE model SET state = 'created', failure_reason = NULL, changed_at = @Now WHERE id = @id AND current_version IS NULL",
            new { id, Now = session.Now.Ticks });
    }

    void InsertVersion(CatalogSession session, VersionKey key, NewVersion request) => session.Execute(
        """
        INSERT INTO model_version (model_id, version, state, kind, definition, metrics, created_by, created_at,
            owner_host, owner_pid, owner_started, lease_until)
        VALUES (@ModelId, @Number, 'pending', @Kind, @Definition, '[]', @Actor, @Now, @Host, @ProcessId, @Started, @Until)
        """,
        new
        {
            key.ModelId,
            key.Number,
            Kind = StoredText.Of(request.Definition.Kind),
            Definition = StoredText.Of(request.Definition),
            request.Actor,
            Now = session.Now.Ticks,
            store.Options.Process.Host,
            store.Options.Process.ProcessId,
            store.Options.Process.Started,
            Until = LeaseEnd(session),
        });

    static ModelRecord Switch(CatalogSession session, ModelRow model, VersionKey key, string action, string actor)
    {
        session.Execute("UPDATE model_version SET state = 'retired' WHERE model_id = @ModelId AND state = 'ready'", new { key.ModelId });
        session.Execute($"UPDATE model_version SET state = 'ready', {EndOfLease} {OfKey}", new { key.ModelId, key.Number });
        session.Execute(
            "UPDATE model SET state = 'ready', current_version = @Number, failure_reason = NULL, changed_at = @Now WHERE id = @ModelId",
            new { key.ModelId, key.Number, Now = session.Now.Ticks });
        Functions.Release(session, key.ModelId);
        session.Audit(actor, action, NameOf(model).ToString(), AuditOutcome.Succeeded, $"version {key.Number}");
        return ModelStore.RowById(session, key.ModelId)!.ToRecord();
    }

    long LeaseEnd(CatalogSession session) => (session.Now + store.Options.LeaseDuration).Ticks;

    static string Describe(int number, ModelDefinition definition) => definition.Function is { } function
        ? $"version {number}, {StoredText.Of(definition.Kind)}, function {function}"
        : $"version {number}, {StoredText.Of(definition.Kind)}";
}
