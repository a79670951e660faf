namespace SqlInference.Catalog.Store;

sealed class PendingStore(CatalogStore store) : IPendingStatements
{
    /// <summary>How long a confirmation can be repeated: a database may be idle for weeks before it learns of it.</summary>
    static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    public void Rehearse(Action change)
    {
        try
        {
            store.Together<bool>("rehearse", _ =>
            {
                change();
                throw new RehearsedException();
            });
        }
        catch (RehearsedException)
        {
            // All went well, and nothing of it stays.
        }
    }

    public void Add(PendingStatement statement) => store.Write("add pending statement", session =>
    {
        var until = (session.Now + statement.Lease).Ticks;
        if (statement.Version is { } version)
        {
            // One that is being trained is its process's until it is complete.
            if (VersionStore.RequirePending(session, version).Version.CompletedAt is not null)
                VersionStore.Leave(session, version, until);
        }

        session.ExecuteQuietly(
            """
            INSERT INTO pending_statement (id, database_name, actor, transaction_id, state, model_id, version, document, lease_ticks, lease_until, created_at)
            VALUES (@Id, @Database, @User, @Transaction, 'awaiting', @ModelId, @Number, @Document, @Lease, @until, @Now)
            """,
            new
            {
                statement.Id,
                statement.Database,
                statement.Actor.User,
                statement.Transaction,
                statement.Version?.ModelId,
                statement.Version?.Number,
                Document = StoredText.Of(statement.Document),
                Lease = statement.Lease.Ticks,
                until,
                Now = session.Now.Ticks,
            });
    });

    public PendingStatement? Find(string id) => store.Read(session => Row(session, id)?.ToRecord(session.Now));

    public PendingStatement? FindFor(string modelId) => store.Read(session => FindFor(session, modelId)?.ToRecord(session.Now));

    public int Count(string database, string user) => store.Read(session => session.Query<int>(
        "SELECT count(*) FROM pending_statement WHERE database_name = @database AND actor = @user AND state = 'awaiting' AND lease_until > @Now",
        new { database, user, Now = session.Now.Ticks })[0]);

    public void Renew(string id) => store.Write("renew pending statement", session =>
    {
        if (Row(session, id) is { IsAwaiting: true } row && row.LeaseUntil > session.Now.Ticks)
            SetLease(session, row, session.Now.Ticks + row.LeaseTicks);
    });

    public PendingStatement? Confirm(string id, Action<PendingStatement> execute) => store.Together("confirm", session =>
    {
        TakeBackOver(session);
        if (Row(session, id) is not { IsAwaiting: true } row)
            return Row(session, id)?.ToRecord(session.Now);
        if (row.Version is { } version)
            VersionStore.Confirm(session, version);
        else
            execute(row.ToRecord(session.Now));
        End(session, id, "confirmed", session.Now + Remembered);
        return Row(session, id)!.ToRecord(session.Now);
    });

    public void TakeBack(string id) => store.Write("take back", session =>
    {
        if (Row(session, id) is { IsAwaiting: true } row)
            TakeBack(session, row);
    });

    public void Fail(string id, PendingFailure failure) => store.Write("fail pending statement", session =>
    {
        if (Row(session, id) is not { IsAwaiting: true } row)
            return;
        if (row.Version is { } version)
            VersionStore.Fail(session, version, failure.Message);
        End(session, id, "failed", session.Now.AddTicks(row.LeaseTicks), failure);
    });

    public void Sweep()
    {
        if (store.Read(session => session.Exists("SELECT 1 FROM pending_statement WHERE lease_until <= @Ticks", new { session.Now.Ticks })))
            store.Write("sweep pending statements", TakeBackOver);
    }

    /// <summary>Takes back what no session was heard of for as long as its lease, and forgets what is long over.</summary>
    public static void TakeBackOver(CatalogSession session)
    {
        var over = session.Query<PendingRow>(PendingRow.Select + "WHERE lease_until <= @Ticks", new { session.Now.Ticks });
        foreach (var row in over.Where(row => row.IsAwaiting))
            TakeBack(session, row);
        foreach (var row in over.Where(row => !row.IsAwaiting))
            session.ExecuteQuietly("DELETE FROM pending_statement WHERE id = @Id", new { row.Id });
    }

    public static PendingRow? FindFor(CatalogSession session, string modelId) => session.First<PendingRow>(
        PendingRow.Select + "WHERE model_id = @modelId AND state = 'awaiting'", new { modelId });

    /// <summary>The statement that made a version.</summary>
    public static PendingRow? FindOf(CatalogSession session, VersionKey version) => session.First<PendingRow>(
        PendingRow.Select + "WHERE model_id = @ModelId AND version = @Number", new { version.ModelId, version.Number });

    static void TakeBack(CatalogSession session, PendingRow row)
    {
        if (row.Version is { } version)
            VersionStore.Abandon(session, version);
        End(session, row.Id, "taken_back", session.Now.AddTicks(row.LeaseTicks));
    }

    static void SetLease(CatalogSession session, PendingRow row, long until)
    {
        session.ExecuteQuietly("UPDATE pending_statement SET lease_until = @until WHERE id = @Id", new { row.Id, until });
        session.ExecuteQuietly(
            "UPDATE model_version SET lease_until = @until WHERE model_id = @ModelId AND version = @Number AND state = 'pending' AND owner_host IS NULL",
            new { row.ModelId, row.Number, until });
    }

    static void End(CatalogSession session, string id, string state, DateTimeOffset until, PendingFailure? failure = null) => session.ExecuteQuietly(
        "UPDATE pending_statement SET state = @state, failure = @Failure, lease_until = @Ticks WHERE id = @id",
        new { id, state, Failure = failure is null ? null : StoredText.Of(failure), until.Ticks });

    sealed class RehearsedException : Exception;

    static PendingRow? Row(CatalogSession session, string id) => session.First<PendingRow>(PendingRow.Select + "WHERE id = @id", new { id });
}
