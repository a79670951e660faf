using System.Data.Common;
using Microsoft.Data.Sqlite;
using SqlInference.Catalog;
using SQLitePCL;

namespace SqlInference.SqlServer.Tests.Catalog;

/// <summary>A catalog in a file that keeps every statement that the store runs, with its parameters' values in it.</summary>
sealed class RecordingDialect(string path) : WrappedDialect(path)
{
    public List<string> Statements { get; } = [];

    protected override void Change(DbConnection connection) =>
        raw.sqlite3_trace(((SqliteConnection)connection).Handle, (_, sql) => Statements.Add(sql), null);
}
