using Dapper;
using Npgsql;
using SqlInference.Catalog.Store;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

/// <summary>What only a catalog in PostgreSQL can meet.</summary>
[Collection(OnPostgreSql.Name)]
public sealed class PostgresTests(PostgresCatalogs server)
{
    readonly CatalogPlace _place = PostgresInstallation.WhyNot is null ? server.NewDatabase() : null!;

    [PostgresFact]
    public void A_catalog_is_made_in_its_schema_and_opens_again()
    {
        using (var catalog = _place.Open())
            catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded);
        using var again = _place.Open();
        Assert.Equal("TEST", Assert.Single(again.AuditTrail.Newest(10)).Action);
        Assert.Equal(["sqlinference_catalog"], Ask("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename LIKE 'model%'"));
    }

    [PostgresFact]
    public void The_search_path_says_in_which_schema_a_catalog_is()
    {
        var address = $"{_place.Address};Search Path=shop_models";
        var exception = Refused(address);
        Assert.Contains("has none of the schemas of its connection's search_path", exception.Message, StringComparison.Ordinal);

        Run("CREATE SCHEMA shop_models");
        using var catalog = CatalogDatabase.OpenPostgreSql(address, new());
        using var usual = _place.Open();
        catalog.Grants.GrantCreateModel("local", [Grantee.Public], false, "ann");
        Assert.Single(catalog.Grants.List());
        Assert.Empty(usual.Grants.List());
    }

    [PostgresFact]
    public void A_schema_of_others_is_refused_and_left_alone()
    {
        Run("CREATE SCHEMA sqlinference_catalog; CREATE TABLE sqlinference_catalog.customers (id int)");
        Assert.Contains("customers", Refused(_place.Address).Message, StringComparison.Ordinal);
        Assert.Equal(["customers"], Ask("SELECT tablename FROM pg_tables WHERE schemaname = 'sqlinference_catalog'"));
    }

    [PostgresFact]
    public void A_newer_catalog_is_refused()
    {
        _place.Open().Dispose();
        Run("INSERT INTO sqlinference_catalog.catalog_migration VALUES (99, '099_later', 0)");
        Assert.Equal(ErrorConditions.CatalogTooNew, Assert.Throws<SqlInferenceException>(() => _place.Open()).Condition);
    }

    [PostgresFact]
    public void A_database_in_another_encoding_is_refused()
    {
        var latin = server.NewDatabase("LATIN1");
        Assert.EndsWith("is in a database with the encoding LATIN1.", Refused(latin.Address).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_named_and_its_password_is_not()
    {
        var exception = Refused("Host=127.0.0.1;Port=1;Database=shop;Username=ann;Password=hush");
        Assert.StartsWith("The catalog shop at 127.0.0.1:1 cannot be reached: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", exception.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_database_that_is_missing_and_a_user_without_rights_are_told()
    {
        Run("CREATE ROLE clerk LOGIN");
        var clerk = Refused(new NpgsqlConnectionStringBuilder(_place.Address) { Username = "clerk" }.ConnectionString);
        Assert.Contains("cannot be used: permission denied for database", clerk.Message, StringComparison.Ordinal);
        Assert.Equal("Create the schema sqlinference_catalog and make the user its owner, or grant the user CREATE on the database.", clerk.Hint);

        var missing = Refused(new NpgsqlConnectionStringBuilder(_place.Address) { Database = "none" }.ConnectionString);
        Assert.EndsWith("is in a database that is not there.", missing.Message, StringComparison.Ordinal);
        Assert.EndsWith("does not let this program in: role \"nobody_knows\" does not exist.",
            Refused(new NpgsqlConnectionStringBuilder(_place.Address) { Username = "nobody_knows" }.ConnectionString).Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_character_that_the_server_cannot_keep_is_told()
    {
        using var catalog = _place.Open();
        var exception = Assert.Throws<SqlInferenceException>(() => catalog.Grants.GrantCreateModel("a\0b", [Grantee.Public], false, "ann"));
        Assert.Equal(ErrorConditions.ValueDoesNotFit, exception.Condition);
        Assert.EndsWith("keeps no text with the character U+0000.", exception.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Writers_take_turns_and_readers_do_not_wait()
    {
        using var catalog = _place.Open();
        using var dialect = new PostgresDialect(_place.Address);
        using var connection = dialect.Open();
        var transaction = dialect.BeginWrite(connection);
        var writing = Task.Run(() => catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded));

        Assert.Empty(catalog.AuditTrail.Newest(10));
        Assert.False(writing.IsCompleted);
        transaction.Dispose();
        await writing;
        Assert.Single(catalog.AuditTrail.Newest(10));
    }

    [PostgresTheory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public void A_change_that_the_server_undid_for_others_is_made_again(string state)
    {
        using var catalog = _place.Open();
        Run(
            $"""
            SET search_path = sqlinference_catalog;
            CREATE SEQUENCE attempt;
            CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('sqlinference_catalog.attempt') < 3 THEN
                    RAISE EXCEPTION 'undone' USING ERRCODE = '{state}';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER undone BEFORE INSERT ON model_grant FOR EACH ROW EXECUTE FUNCTION undo()
            """);
        catalog.Grants.GrantCreateModel("local", [Grantee.Public], false, "ann");
        Assert.Single(catalog.Grants.List());
        Assert.Equal(["3"], Ask("SELECT last_value FROM sqlinference_catalog.attempt"));

        Run("DELETE FROM sqlinference_catalog.model_grant; ALTER SEQUENCE sqlinference_catalog.attempt MINVALUE -9 RESTART WITH -9");
        var exception = Assert.Throws<SqlInferenceException>(() => catalog.Grants.GrantCreateModel("local", [Grantee.Public], false, "ann"));
        Assert.EndsWith("is being changed by others: undone.", exception.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_server_that_comes_back_is_used_and_heard_again()
    {
        using var catalog = _place.Open();
        using var other = _place.Open();
        var told = new SemaphoreSlim(0);
        catalog.Changes.Changed += () => told.Release();
        other.Grants.GrantCreateModel("before", [Grantee.Public], false, "ann");
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(60)));

        EndSessions();
        Assert.Single(catalog.Grants.List());
        EndSessions();
        other.Grants.GrantCreateModel("after", [Grantee.Public], false, "ann");
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(other.Changes.Stamp, catalog.Changes.Stamp);
    }

    [PostgresFact]
    public async Task Changes_are_told_by_the_server()
    {
        using var catalog = _place.Open();
        using var signal = new PostgresDialect(_place.Address).Watch();

        // While nobody listens yet, anything may have changed.
        while (signal.MayHaveChanged())
            await Task.Delay(20);
        catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded);
        Assert.False(signal.MayHaveChanged());
        catalog.Grants.GrantCreateModel("local", [Grantee.Public], false, "ann");
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (!signal.MayHaveChanged())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "the change was not told");
            await Task.Delay(20);
        }
    }

    [PostgresFact]
    public void Leases_end_by_the_clock_of_the_server()
    {
        using (_place.Open())
        {
            Run(
                """
                CREATE FUNCTION sqlinference_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
                    $$ SELECT pg_catalog.clock_timestamp() + interval '1 hour' $$
                """);
        }

        // With this path, the hour that the server is ahead of everybody.
        var ahead = $"{_place.Address};Search Path=\"sqlinference_catalog,pg_catalog\"";
        var elsewhere = new CatalogOptions { Process = new("another-host", 1, "yesterday") };
        using var maker = CatalogDatabase.OpenPostgreSql(ahead, elsewhere);
        var definition = new ModelDefinition { Kind = ModelKind.Remote, Statement = "CREATE MODEL" };
        var version = maker.Models.Begin(new NewVersion(new("local", "public", "m"), "ann", CreateMode.Create, definition))!;
        Assert.True(version.LeaseUntil > DateTimeOffset.UtcNow.AddMinutes(59));

        using var other = CatalogDatabase.OpenPostgreSql(ahead, new());
        Assert.Empty(other.Reconcile().Interrupted);
        Run($"UPDATE sqlinference_catalog.model_version SET lease_until = {DateTimeOffset.UtcNow.AddMinutes(30).Ticks}");
        Assert.Equal([version.Key], other.Reconcile().Interrupted);
    }

    [PostgresFact]
    public async Task A_token_that_one_revokes_is_soon_refused_by_the_other()
    {
        using var one = _place.Open();
        using var other = _place.Open();
        using var tokens = new AccessTokens(other, TimeProvider.System);
        var token = one.Tokens.Create(new NewAccess { Name = "bi", Role = AccessRole.Execute, Actor = "ann" });
        await UntilAsync(() => tokens.Verify(token.Text, out _) is not null);
        one.Tokens.Revoke("bi", "ann");
        await UntilAsync(() => tokens.Verify(token.Text, out _) is null);
    }

    // A busy machine may take longer than the second that is promised, but it comes by itself.
    static async Task UntilAsync(Func<bool> isSo)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "it did not come");
            await Task.Delay(20);
        }
    }

    static SqlInferenceException Refused(string address)
    {
        var exception = Assert.Throws<SqlInferenceException>(() => CatalogDatabase.OpenPostgreSql(address, new()));
        Assert.Equal(ErrorConditions.CatalogUnusable, exception.Condition);
        return exception;
    }

    void EndSessions() => Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    void Run(string sql)
    {
        using var connection = _place.Connect();
        connection.Execute(sql);
    }

    List<string> Ask(string sql)
    {
        using var connection = _place.Connect();
        return [.. connection.Query<object>(sql).Select(row => ((IDictionary<string, object>)row).Values.Single().ToString()!)];
    }
}
