using Dapper;
using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>
/// Brings a catalog to the schema of this program: all missing steps in one write transaction, so that of two processes
/// that start at once the second finds the work done.
/// </summary>
sealed class Migrator(CatalogStore store, IReadOnlyList<Migration> migrations)
{
    const string Ledger = "catalog_migration";

    public void Run() => store.Write("migrate", session =>
    {
        var done = Done(session);
        Check(done);
        foreach (var migration in migrations.Where(migration => migration.Number > done))
        {
            session.ExecuteQuietly(migration.Sql);
            session.ExecuteQuietly(
                $"INSERT INTO {Ledger} (number, name, applied_at) VALUES (@Number, @Name, @Now)",
                new { migration.Number, migration.Name, Now = session.Now.Ticks });
            store.Reached($"migrate: {migration.Name}");
        }
    });

    int Done(CatalogSession session)
    {
        var tables = store.Dialect.Tables(session.Transaction);
        if (tables.Contains(Ledger))
        {
            return session.Connection.ExecuteScalar<int>($"SELECT COALESCE(MAX(number), 0) FROM {Ledger}", transaction: session.Transaction);
        }

        if (tables.Count > 0)
        {
            throw new SqlInferenceException(
                ErrorConditions.CatalogUnusable,
                $"The database {store.Dialect.Location} holds tables of something else (such as {tables.First()}) and no catalog.",
                "Choose another place for the catalog.");
        }

        session.ExecuteQuietly($"CREATE TABLE {Ledger} (number INTEGER NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL, applied_at BIGINT NOT NULL)");
        return 0;
    }

    void Check(int done)
    {
        var ours = migrations[^1].Number;
        if (done > ours)
        {
            throw new SqlInferenceException(
                ErrorConditions.CatalogTooNew,
                $"The catalog {store.Dialect.Location} has schema version {done}; this program knows up to version {ours}.",
                "Use the newer program that upgraded it, or restore the backup made before the upgrade.");
        }
    }
}
