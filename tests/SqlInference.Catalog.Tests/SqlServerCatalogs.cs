using System.Data.Common;
using Dapper;
using Microsoft.Data.SqlClient;
using SqlInference.Catalog.Store;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

/// <summary>The SQL Server that the tests are given; each test has a database of its own on it.</summary>
public static class SqlServerCatalogs
{
    public static CatalogPlace NewPlace() => new SqlServerPlace(SqlServerInstallation.NewDatabase());

    sealed class SqlServerPlace(string connectionString) : CatalogPlace
    {
        public override string Address => connectionString;

        public override DbConnection Connect()
        {
            var connection = new SqlConnection(connectionString);
            connection.Open();
            return connection;
        }

        public override void Dispose() => SqlServerInstallation.Drop(connectionString);

        internal override ICatalogDialect NewDialect() => new SqlServerDialect(connectionString);
    }
}

/// <summary>Tests on the one server; where none is given there are none of them, and one test says so.</summary>
[CollectionDefinition(Name)]
public sealed class OnSqlServer
{
    public const string Name = "sqlserver";
}

/// <summary>What only a catalog in SQL Server can meet.</summary>
[Collection(OnSqlServer.Name)]
public sealed class SqlServerTests
{
    [SqlServerFact]
    public void A_catalog_is_made_in_the_users_schema_opens_again_and_lets_readers_pass_writers()
    {
        using var place = SqlServerCatalogs.NewPlace();
        using (var catalog = place.Open())
            catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded);
        using var again = place.Open();
        Assert.Equal("TEST", Assert.Single(again.AuditTrail.Newest(10)).Action);

        using var dialect = place.NewDialect();
        using var connection = dialect.Open();
        using var writing = dialect.BeginWrite(connection);
        connection.Execute("UPDATE catalog_change SET stamp = stamp + 1", transaction: writing);
        Assert.Empty(again.Models.List());
    }

    [SqlServerFact]
    public void The_audit_trail_is_append_only()
    {
        using var place = SqlServerCatalogs.NewPlace();
        using var catalog = place.Open();
        catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded);
        using var connection = place.Connect();
        Assert.Contains("append-only", Assert.Throws<SqlException>(() => connection.Execute("DELETE FROM audit_event")).Message, StringComparison.Ordinal);
    }
}
