using System.Data.Common;
using SqlInference.Catalog.Store;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>A catalog in a file whose connections a test changes. Compiled into each test project that needs it.</summary>
abstract class WrappedDialect(string path) : ICatalogDialect
{
    readonly SqliteDialect _inner = new(path);

    public string Engine => _inner.Engine;

    public string Location => _inner.Location;

    public void Prepare() => _inner.Prepare();

    public DbConnection Open()
    {
        var connection = _inner.Open();
        Change(connection);
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

    protected abstract void Change(DbConnection connection);
}
