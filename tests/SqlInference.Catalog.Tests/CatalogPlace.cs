using System.Data.Common;
using Microsoft.Data.Sqlite;
using SqlInference.Catalog.Store;

namespace SqlInference.Catalog.Tests;

/// <summary>Where the catalog of one test is.</summary>
public abstract class CatalogPlace : IDisposable
{
    /// <summary>How another process is told of it: a path, or a connection string.</summary>
    public abstract string Address { get; }

    /// <summary>A connection that goes around the catalog.</summary>
    public abstract DbConnection Connect();

    public CatalogDatabase Open(CatalogOptions? options = null)
    {
        var dialect = NewDialect();
        return CatalogDatabase.Open(dialect, options ?? new(), Migration.Of(dialect.Engine));
    }

    public abstract void Dispose();

    internal abstract ICatalogDialect NewDialect();
}

/// <summary>A catalog in a file.</summary>
public sealed class SqlitePlace : CatalogPlace
{
    readonly TemporaryFolder _folder = new();

    public override string Address => _folder.CatalogPath;

    public override DbConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Address};Pooling=False");
        connection.Open();
        return connection;
    }

    public override void Dispose() => _folder.Dispose();

    internal override ICatalogDialect NewDialect() => new SqliteDialect(Address);
}
