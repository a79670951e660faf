using System.Data.Common;
using Dapper;
using Npgsql;
using SqlInference.Catalog.Store;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

/// <summary>One PostgreSQL server for all tests of this process; each test has a schema or a database of its own on it.</summary>
public sealed class PostgresCatalogs : PostgresFixture
{
    int _made;

    /// <summary>A schema of its own, which takes less time than a database.</summary>
    public CatalogPlace NewPlace()
    {
        var schema = $"catalog{Interlocked.Increment(ref _made)}";
        Execute($"CREATE SCHEMA {schema}");
        return new PostgresPlace($"{Cluster.ConnectionString("postgres")};Search Path={schema}");
    }

    /// <summary>A database of its own.</summary>
    public CatalogPlace NewDatabase(string encoding = "UTF8")
    {
        var name = $"catalog{Interlocked.Increment(ref _made)}";
        Execute($"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        return new PostgresPlace(Cluster.ConnectionString(name));
    }

    void Execute(string sql)
    {
        using var server = new NpgsqlConnection(Cluster.ConnectionString("postgres"));
        server.Execute(sql);
    }

    sealed class PostgresPlace(string connectionString) : CatalogPlace
    {
        public override string Address => connectionString;

        public override DbConnection Connect()
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            settings.SearchPath ??= PostgresDialect.DefaultSchema;
            var connection = new NpgsqlConnection(settings.ConnectionString);
            connection.Open();
            return connection;
        }

        // It goes with its server.
        public override void Dispose()
        {
        }

        internal override ICatalogDialect NewDialect() => new PostgresDialect(connectionString);
    }
}

/// <summary>Tests on the one server; skipped, saying why, where no PostgreSQL server can be started.</summary>
[CollectionDefinition(Name)]
public sealed class OnPostgreSql : ICollectionFixture<PostgresCatalogs>
{
    public const string Name = "postgresql";
}
