using System.Data.Common;
using Dapper;

namespace SqlInference.Catalog.Tests;

/// <summary>A catalog file that cannot grow, as on a full disk.</summary>
sealed class LimitedDialect(string path) : WrappedDialect(path)
{
    public bool IsFull { get; set; }

    // A limit below the present size means the present size.
    protected override void Change(DbConnection connection) => connection.Execute($"PRAGMA max_page_count = {(IsFull ? 1 : int.MaxValue - 1)}");
}
