namespace SqlInference.Catalog.Tests;

public abstract class WatcherTests(CatalogPlace place) : CatalogFixture(place)
{
    int _changes;

    [CatalogFact]
    public void What_this_process_changes_is_told_at_once_and_once()
    {
        Watch();
        var stamp = Catalog.Changes.Stamp;
        Models.Complete(Begin("m"), Artifact, []);
        Assert.Equal(2, _changes);
        Catalog.Changes.Poll();

        Assert.Equal(2, _changes);
        Assert.Equal(stamp + 2, Catalog.Changes.Stamp);
    }

    [CatalogFact]
    public void What_only_counts_or_logs_is_no_change()
    {
        var version = Begin("m");
        var token = Catalog.Tokens.Create(new NewAccess { Name = "bi", Role = AccessRole.Execute, Actor = "ann" }).Record.Id;
        using var other = OpenCatalog();
        Watch();
        foreach (var catalog in new[] { Catalog, other })
        {
            catalog.Models.RenewLease(version, 0.5);
            catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Denied);
            catalog.Tokens.Touch([KeyValuePair.Create(token, Clock.GetUtcNow())]);
            catalog.Reconcile();
            Catalog.Changes.Poll();
        }

        Assert.Equal(0, _changes);
    }

    [CatalogFact]
    public void A_change_that_was_taken_back_is_none()
    {
        MakeReady("m");
        Watch();
        Assert.ThrowsAny<Exception>(() => Catalog.Grants.GrantExecute([Name("m"), Name("missing")], [Grantee.Public], false, "ann"));

        Assert.Equal(0, _changes);
    }

    [CatalogFact]
    public async Task What_another_process_changes_is_told_within_a_second()
    {
        var told = new TaskCompletionSource();
        Catalog.Changes.Changed += () => told.TrySetResult();
        using var other = OpenCatalog();
        other.Grants.GrantCreateModel("local", [Grantee.Public], false, "ann");

        // A busy machine may take longer than the quarter of a second that is promised, but it comes by itself.
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(other.Changes.Stamp, Catalog.Changes.Stamp);
    }

    [CatalogFact]
    public void Several_changes_of_others_may_be_told_of_once()
    {
        using var other = OpenCatalog();
        Watch();
        for (var i = 0; i < 5; i++)
        {
            other.Grants.GrantCreateModel($"d{i}", [Grantee.Public], false, "ann");
        }

        Catalog.Changes.Poll();
        Catalog.Changes.Poll();
        Assert.InRange(_changes, 1, 5);
        Assert.Equal(other.Changes.Stamp, Catalog.Changes.Stamp);
    }

    [CatalogFact]
    public void A_watcher_that_is_closed_is_silent()
    {
        var catalog = OpenCatalog();
        catalog.Changes.Changed += Count;
        catalog.Dispose();
        Catalog.Grants.GrantCreateModel("local", [Grantee.Public], false, "ann");
        catalog.Changes.Poll();

        Assert.Equal(0, _changes);
        Assert.Throws<ObjectDisposedException>(() => catalog.Changes.Changed += Count);
    }

    void Watch() => Catalog.Changes.Changed += Count;

    void Count() => Interlocked.Increment(ref _changes);

    public sealed class OnSqlite() : WatcherTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : WatcherTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : WatcherTests(SqlServerCatalogs.NewPlace());
}
