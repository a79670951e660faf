using System.Runtime.Versioning;
using Dapper;
using Microsoft.Data.Sqlite;
using SqlInference.Catalog.Store;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

public sealed class OpeningTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_catalog_is_made_with_its_folder_and_opens_again()
    {
        var path = _folder["new/folder/catalog.db"];
        using (var catalog = CatalogDatabase.Open(path))
        {
            catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded);
        }

        using var again = CatalogDatabase.Open(path);
        Assert.Equal("TEST", Assert.Single(again.AuditTrail.Newest(10)).Action);
    }

    [Fact]
    public void A_newer_catalog_is_refused_naming_both_versions_and_left_alone()
    {
        CatalogDatabase.Open(_folder.CatalogPath).Dispose();
        Execute("INSERT INTO catalog_migration (number, name, applied_at) VALUES (99, '099_later', 0)");

        var exception = Refused(ErrorConditions.CatalogTooNew, _folder.CatalogPath);
        Assert.Contains("schema version 99", exception.Message, StringComparison.Ordinal);
        Assert.Contains("up to version 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_database_are_refused()
    {
        File.WriteAllText(_folder.CatalogPath, string.Concat(Enumerable.Repeat("This is a diary. ", 1000)));

        Assert.Contains("not an SQLite database", Refused(ErrorConditions.CatalogUnusable, _folder.CatalogPath).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Databases_of_others_are_refused_and_left_alone()
    {
        Execute("CREATE TABLE customers (id INTEGER)");

        Assert.Contains("customers", Refused(ErrorConditions.CatalogUnusable, _folder.CatalogPath).Message, StringComparison.Ordinal);
        using var connection = Connect();
        Assert.Equal(["customers"], connection.Query<string>("SELECT name FROM sqlite_master"));
    }

    [Fact]
    public void Damage_is_found_on_opening()
    {
        CatalogDatabase.Open(_folder.CatalogPath).Dispose();
        using (var connection = Connect())
        {
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        using (var file = File.OpenWrite(_folder.CatalogPath))
        {
            // Leaves the first page, with header and schema, as it was.
            file.Position = 2 * 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, 8 * 4096).ToArray());
        }

        Assert.Contains("damaged", Refused(ErrorConditions.CatalogUnusable, _folder.CatalogPath).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder["file"], "");

        var exception = Refused(ErrorConditions.DataFolderUnusable, _folder["file/catalog.db"]);
        Assert.Contains(_folder["file"], exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorConditions.DataFolderUnusable, Assert.Throws<SqlInferenceException>(() => new ArtifactStore(_folder["file"])).Condition);
    }

    [LinuxFact]
    public void A_file_system_that_takes_no_files_is_named()
    {
        Refused(ErrorConditions.DataFolderUnusable, "/proc/sqlinference/catalog.db");
        Assert.Equal(ErrorConditions.DataFolderUnusable, Assert.Throws<SqlInferenceException>(() => new ArtifactStore("/proc")).Condition);
    }

    [NotSuperuserFact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_without_the_right_to_write_is_named()
    {
        var folder = Directory.CreateDirectory(_folder["locked"]).FullName;
        CatalogDatabase.Open(Path.Combine(folder, "catalog.db")).Dispose();
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Refused(ErrorConditions.DataFolderUnusable, Path.Combine(folder, "other.db"));
            Assert.Equal(ErrorConditions.DataFolderUnusable, Assert.Throws<SqlInferenceException>(() => new ArtifactStore(folder)).Condition);
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_catalog_as_it_was()
    {
        CatalogDatabase.Open(_folder.CatalogPath).Dispose();
        using var dialect = new SqliteDialect(_folder.CatalogPath);
        Migration[] broken = [.. Migration.Of("sqlite"), new(4, "004_half", "CREATE TABLE half (id INTEGER); CREATE TABLE half (id INTEGER)")];
        Assert.Throws<SqlInferenceException>(() => CatalogDatabase.Open(dialect, new CatalogOptions(), broken));

        using var connection = Connect();
        Assert.Empty(connection.Query("SELECT 1 FROM sqlite_master WHERE name = 'half'"));
        Assert.Equal([1, 2, 3], connection.Query<int>("SELECT number FROM catalog_migration"));
    }

    [Fact]
    public void A_later_program_upgrades_a_catalog_in_place()
    {
        using (var catalog = CatalogDatabase.Open(_folder.CatalogPath))
        {
            catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded);
        }

        using var dialect = new SqliteDialect(_folder.CatalogPath);
        Migration[] later = [.. Migration.Of("sqlite"), new(4, "004_more", "ALTER TABLE model ADD COLUMN more TEXT")];
        using (var upgraded = CatalogDatabase.Open(dialect, new CatalogOptions(), later))
        {
            Assert.Single(upgraded.AuditTrail.Newest(10));
        }

        Refused(ErrorConditions.CatalogTooNew, _folder.CatalogPath);
    }

    [Fact]
    public void A_catalog_of_the_first_schema_is_upgraded_with_what_it_holds()
    {
        using (var dialect = new SqliteDialect(_folder.CatalogPath))
        {
            dialect.Prepare();
            new Migrator(new(dialect, new CatalogOptions()), [Migration.Of("sqlite")[0]]).Run();
        }

        Execute("INSERT INTO model_grant VALUES ('local', NULL, 'create_model', 'public', '', 0, 'ann', 0)");
        using var catalog = CatalogDatabase.Open(_folder.CatalogPath);
        Assert.Equal("ann", Assert.Single(catalog.Grants.List()).Grantor);
        Assert.Empty(catalog.Tokens.List());
        catalog.Tokens.Create(new NewAccess { Name = "bi", Role = AccessRole.Admin, Actor = "ann" });
        Assert.Equal("bi", Assert.Single(catalog.Tokens.List()).Owner.Name);
    }

    [Fact]
    public async Task The_write_lock_is_waited_for()
    {
        using var catalog = CatalogDatabase.Open(_folder.CatalogPath);
        using var connection = Connect();
        var transaction = connection.BeginTransaction(deferred: false);
        var writing = Task.Run(() => catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded));

        // Readers go on meanwhile.
        Assert.Empty(catalog.AuditTrail.Newest(10));
        transaction.Dispose();
        await writing;
        Assert.Single(catalog.AuditTrail.Newest(10));
    }

    static SqlInferenceException Refused(ErrorCondition condition, string path)
    {
        var exception = Assert.Throws<SqlInferenceException>(() => CatalogDatabase.Open(path));
        Assert.Equal(condition, exception.Condition);
        return exception;
    }

    SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.CatalogPath};Pooling=False");
        connection.Open();
        return connection;
    }

    void Execute(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }
}
