using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.Catalog;
using SqlInference.Catalog.Store;

namespace SqlInference.SqlServer.Tests.Catalog;

/// <summary>Whatever a catalog in SQL Server says is T-SQL.</summary>
public sealed partial class StatementTests : IDisposable
{
    const string Artifact = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-statements-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Migrations_are_those_of_the_other_catalogs_and_single_batches()
    {
        var migrations = Migration.Of("sqlserver");
        Assert.Equal(Migration.Of("postgresql").Select(migration => (migration.Number, migration.Name)), migrations.Select(migration => (migration.Number, migration.Name)));
        Assert.All(migrations, migration => Assert.Single(TransactSql.Parse(migration.Sql).Batches));
    }

    [Fact]
    public void Tables_and_columns_are_those_of_PostgreSQL()
    {
        Assert.Equal(Columns("postgresql"), Columns("sqlserver").Except(["model_function.types_hash"]));

        static IEnumerable<string> Columns(string engine) =>
            from migration in Migration.Of(engine)
            from Match table in Table().Matches(migration.Sql)
            from Match column in Column().Matches(table.Groups["columns"].Value)
            select $"{table.Groups["name"]}.{column.Groups["name"]}";
    }

    [Fact]
    public void What_is_run_as_text_is_T_SQL_too()
    {
        var texts = Migration.Of("sqlserver").SelectMany(migration => TransactSql.Parse(migration.Sql).Batches.SelectMany(batch => batch.Statements).OfType<ExecuteStatement>())
            .Select(execute => Assert.IsType<ExecutableStringList>(execute.ExecuteSpecification.ExecutableEntity))
            .SelectMany(list => list.Strings).Cast<Literal>().Select(text => text.Value).ToArray();
        Assert.IsType<CreateTriggerStatement>(TransactSql.Single(Assert.Single(texts)));
    }

    [Fact]
    public void The_dialects_own_statements_are_single_batches() =>
        Assert.All(SqlServerStatements.All, statement => Assert.Single(TransactSql.Parse(statement).Batches));

    [Fact]
    public void The_stores_statements_are_T_SQL()
    {
        var dialect = new RecordingDialect(Path.Combine(_folder, "catalog.db"));
        using (var catalog = CatalogDatabase.Open(dialect, new(), Migration.Of(dialect.Engine)))
            CallEverything(catalog, _folder);

        var sqlServer = new SqlServerDialect("Server=none");
        var statements = dialect.Statements.Where(sql => !SqliteOnly().IsMatch(sql)).Select(sql => Limit().Replace(sql, match => sqlServer.FirstRows(match.Groups["count"].Value))).ToArray();
        Assert.True(statements.Length > 100, $"{statements.Length} statements");
        Assert.All(statements, statement => TransactSql.Single(statement));
        // Each table, and each way of changing it.
        foreach (var table in (string[])["model", "model_version", "model_function", "model_grant", "endpoint", "access_token", "access_key", "pending_statement"])
            Assert.All((string[])[$"INSERT INTO {table} ", $"UPDATE {table} ", $"DELETE FROM {table} ", $"FROM {table}"], start =>
                Assert.True(IsNeverDone(start) || statements.Any(statement => Blanks().Replace(statement, " ").Contains(start, StringComparison.Ordinal)), start));
    }

    static bool IsNeverDone(string start) => start is "UPDATE model_function " or "UPDATE endpoint " or "DELETE FROM access_token " or "DELETE FROM access_key ";

    static ModelName Name(string name) => new("shop", "dbo", name);

    static ModelDefinition Definition(string function) => new()
    {
        Kind = ModelKind.Trained,
        Statement = "CREATE MODEL m FROM t TARGET y",
        Function = new("dbo", function, [new("x", "int")], "float8"),
    };

    static VersionKey Begin(CatalogDatabase catalog, string name, CreateMode mode = CreateMode.Create, string? function = null) =>
        catalog.Models.Begin(new(Name(name), "ann", mode, Definition(function ?? name)))!.Key;

    static void CallEverything(CatalogDatabase catalog, string folder)
    {
        var models = catalog.Models;
        var m = Begin(catalog, "m");
        models.StartTraining(m, "m-1");
        models.Settle(m, Definition("m2"));
        models.RenewLease(m, 0.5);
        models.Complete(m, Artifact, [new("validation:accuracy", 0.5)]);
        models.Activate(m);
        var second = Begin(catalog, "m", CreateMode.OrReplace);
        models.Complete(second, null, [], Definition("m"));
        models.Activate(second);
        models.UseVersion(Name("m"), 1, "ann");
        models.Fail(Begin(catalog, "failing"), "no rows");
        models.Abandon(Begin(catalog, "abandoned"));
        models.SetOwner(Name("m"), "bob", "ann");
        models.SetSettings(Name("m"), [new("CACHE", "OFF")], "ann");
        _ = (models.Find(Name("m")), models.FindById(m.ModelId), models.List(), models.List("shop"), models.Versions(m.ModelId), models.FindVersion(m), models.FindByFunction("shop", "dbo", "m"));

        catalog.Grants.GrantExecute([Name("m")], [new(GranteeKind.User, "eve"), Grantee.Public], true, "ann");
        catalog.Grants.GrantCreateModel("shop", [new(GranteeKind.Role, "makers")], false, "ann");
        catalog.Grants.RevokeExecute([Name("m")], [new(GranteeKind.User, "eve")], grantOptionOnly: true, "ann");
        catalog.Grants.RevokeExecute([Name("m")], [Grantee.Public], grantOptionOnly: false, "ann");
        _ = (catalog.Grants.List(), catalog.Grants.MayCreateModels("shop", Principal.OfUser("eve")), catalog.ModelPrivileges(), catalog.ModelInfo(), catalog.ListModels("shop"));

        catalog.Endpoints.Create(new() { Name = "e", Actor = "root", Model = Name("m") });
        _ = (catalog.Endpoints.List(), catalog.Endpoints.Find("e"));
        catalog.Endpoints.Drop("e", "root");

        var pending = Begin(catalog, "pending");
        models.Complete(pending, Artifact, []);
        Pend(catalog, "one", pending);
        _ = (catalog.Pending.FindFor(pending.ModelId), catalog.Pending.Count("shop", "ann"), models.Unconfirmed("shop", "7"));
        catalog.Pending.Renew("one");
        catalog.Pending.Confirm("one", static _ => { });
        Pend(catalog, "two", null);
        catalog.Pending.Fail("two", new("SI101", "gone", null));
        Pend(catalog, "three", null);
        catalog.Pending.TakeBack("three");
        Pend(catalog, "four", null, TimeSpan.Zero);
        catalog.Pending.Sweep();
        Pend(catalog, "five", null, TimeSpan.Zero);
        catalog.Pending.Sweep();

        var token = catalog.Tokens.Create(new() { Name = "bi", Role = AccessRole.Execute, Actor = "root" });
        catalog.Tokens.Touch([new(token.Record.Id, DateTimeOffset.UtcNow)]);
        _ = (catalog.Tokens.List(), catalog.Tokens.List(revokedToo: false), catalog.Tokens.Find(token.Record.Id));
        catalog.Tokens.Revoke("bi", "root");
        var key = catalog.AccessKeys.Create(new() { Name = "aws", Role = AccessRole.Execute, Actor = "root" }, new(new byte[32]));
        catalog.AccessKeys.Touch([new(key.Record.Id, DateTimeOffset.UtcNow)]);
        _ = (catalog.AccessKeys.List(), catalog.AccessKeys.Find(key.Record.Id));
        catalog.AccessKeys.Revoke("aws", "root");

        catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded);
        _ = catalog.AuditTrail.Newest(5);
        models.Rename(Name("m"), Name("n"), "ann");
        models.Drop(Name("n"), "ann");
        catalog.Reconcile(new(folder));
        catalog.Changes.Poll();
    }

    static void Pend(CatalogDatabase catalog, string id, VersionKey? version, TimeSpan? lease = null) => catalog.Pending.Add(new()
    {
        Id = id,
        Database = "shop",
        Actor = Principal.OfUser("ann"),
        Transaction = "7",
        Version = version,
        Lease = lease ?? TimeSpan.FromMinutes(2),
        Document = new() { Statement = "DROP MODEL m", Tag = "DROP MODEL", Engine = "sqlserver", SearchPath = ["dbo"] },
    });

    [GeneratedRegex(@"^\s*(PRAGMA|BEGIN|COMMIT|ROLLBACK|CREATE|VACUUM|ALTER|--)|sqlite_master|catalog_migration", RegexOptions.IgnoreCase)]
    private static partial Regex SqliteOnly();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"LIMIT (?<count>\d+)$")]
    private static partial Regex Limit();

    [GeneratedRegex(@"CREATE TABLE (?<name>\w+) \((?<columns>.*?)^\);", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^    (?<name>[a-z_]+)\s+\S", RegexOptions.Multiline)]
    private static partial Regex Column();
}
