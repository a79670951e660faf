using System.Data.Common;

namespace SqlInference.Catalog.Tests;

public abstract class AuditTests(CatalogPlace place) : CatalogFixture(place)
{
    [CatalogFact]
    public void Every_change_is_recorded_with_it()
    {
        MakeReady("m", function: "f");
        Catalog.Grants.GrantExecute([Name("m")], [Grantee.Public], false, "ann");
        Models.Fail(Begin("m", CreateMode.OrReplace), "no rows");
        Models.SetOwner(Name("m"), "bob", "root");
        Models.Drop(Name("m"), "bob");

        Assert.Equal(
            [
                ("bob", "DROP MODEL", AuditOutcome.Succeeded, null),
                ("root", "ALTER MODEL", AuditOutcome.Succeeded, "owner bob"),
                ("ann", "FAIL MODEL", AuditOutcome.Failed, "version 2: no rows"),
                ("ann", "CREATE MODEL", AuditOutcome.Succeeded, "version 2, trained, function public.m(int4)"),
                ("ann", "GRANT", AuditOutcome.Succeeded, "Execute to PUBLIC"),
                ("ann", "ACTIVATE MODEL", AuditOutcome.Succeeded, "version 1"),
                ("ann", "CREATE MODEL", AuditOutcome.Succeeded, "version 1, trained, function public.f(int4)"),
            ],
            Catalog.AuditTrail.Newest(100).Select(record => (record.Actor, record.Action, record.Outcome, record.Detail)));
        Assert.All(Catalog.AuditTrail.Newest(100), record => Assert.Equal(("public.m", Clock.GetUtcNow()), (record.Subject, record.Time)));
    }

    [CatalogFact]
    public void A_change_that_is_refused_is_not_recorded_as_done()
    {
        MakeReady("m");
        var before = Catalog.AuditTrail.Newest(100).Count;
        Assert.ThrowsAny<Exception>(() => Begin("m"));
        Assert.Equal(before, Catalog.AuditTrail.Newest(100).Count);

        Catalog.AuditTrail.Record("bob", "DROP MODEL", "public.m", AuditOutcome.Denied, "not the owner");
        Assert.Equal((AuditOutcome.Denied, "bob"), (Catalog.AuditTrail.Newest(1)[0].Outcome, Catalog.AuditTrail.Newest(1)[0].Actor));
    }

    [CatalogTheory]
    [InlineData("UPDATE audit_event SET actor = 'nobody'")]
    [InlineData("DELETE FROM audit_event")]
    public void The_trail_is_append_only(string tampering)
    {
        MakeReady("m");
        using var connection = Place.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = tampering;

        Assert.Contains("append-only", Assert.ThrowsAny<DbException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
    }

    public sealed class OnSqlite() : AuditTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : AuditTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : AuditTests(SqlServerCatalogs.NewPlace());
}
