using System.Data.Common;
using Microsoft.Data.Sqlite;
using SqlInference.Catalog;
using SqlInference.Catalog.Store;
using SqlInference.Errors;
using SQLitePCL;

namespace SqlInference.SqlServer.Tests.Catalog;

/// <summary>A catalog in a file that keeps every statement that the store runs, with its parameters' values in it.</summary>
sealed class RecordingDialect(string path) : ICatalogDialect
{
    readonly SqliteDialect _inner = new(path);

    public List<string> Statements { get; } = [];

    public string Engine => _inner.Engine;

    public string Location => _inner.Location;

    public void Prepare() => _inner.Prepare();

    public DbConnection Open()
    {
        var connection = _inner.Open();
        raw.sqlite3_trace(((SqliteConnection)connection).Handle, (_, sql) => Statements.Add(sql), null);
        return connection;
    }

    public DbTransaction BeginRead(DbConnection connection) => _inner.BeginRead(connection);

    public DbTransaction BeginWrite(DbConnection connection) => _inner.BeginWrite(connection);

    public void RollBack(DbTransaction transaction) => _inner.RollBack(transaction);

    public DateTimeOffset Now(DbTransaction transaction) => _inner.Now(transaction);

    public bool MayTryAgain(DbException exception, bool nothingDone) => _inner.MayTryAgain(exception, nothingDone);

    public IReadOnlyCollection<string> Tables(DbTransaction transaction) => _inner.Tables(transaction);

    public string FirstRows(string countParameter) => _inner.FirstRows(countParameter);

    public IChangeSignal Watch() => _inner.Watch();

    public void Copy(string path) => _inner.Copy(path);

    public SqlInferenceException Translate(DbException exception) => _inner.Translate(exception);

    public void Dispose() => _inner.Dispose();
}
