using System.Data.Common;

namespace SqlInference.Catalog.Store;

/// <summary>Runs the catalog's transactions and turns the database's errors into ours.</summary>
sealed class CatalogStore(ICatalogDialect dialect, CatalogOptions options)
{
    const int MostAttempts = 3;

    // The larger change that a thread is in the middle of.
    [ThreadStatic]
    static (CatalogStore Store, CatalogSession Session)? Underway;

    // Made by the first caller, which is Open, before anybody shares the store.
    CatalogWatcher? _changes;

    public CatalogWatcher Changes => _changes ??= new(this);

    public ICatalogDialect Dialect => dialect;

    public CatalogOptions Options => options;

    /// <summary>Runs a query, or several on one state of the catalog.</summary>
    public T Read<T>(Func<CatalogSession, T> query) => Larger is { } larger ? query(larger) : Translated(() =>
    {
        using var connection = dialect.Open();
        var transaction = dialect.BeginRead(connection);
        return Within(transaction, () => query(Session(transaction)));
    });

    /// <summary>Runs a change; it is durable when this returns and undone when it throws.</summary>
    public T Write<T>(string step, Func<CatalogSession, T> change)
    {
        if (Larger is { } larger)
            return change(larger);
        var hasBegun = false;
        var (result, stamp) = Translated(() =>
        {
            using var connection = dialect.Open();
            var transaction = dialect.BeginWrite(connection);
            hasBegun = true;
            return Within(transaction, () =>
            {
                var session = Session(transaction);
                var result = change(session);
                var stamp = session.HasChanged ? NextStamp(session) : 0;
                Reached($"{step}: before commit");
                transaction.Commit();
                Reached($"{step}: committed");
                return (result, stamp);
            });
        }, () => hasBegun);
        Changes.Reached(stamp);
        return result;
    }

    /// <summary>A change that is made of others: what its thread reads and writes meanwhile is part of it.</summary>
    public T Together<T>(string step, Func<CatalogSession, T> change) => Write(step, session =>
    {
        Underway = (this, session);
        try
        {
            return change(session);
        }
        finally
        {
            Underway = null;
        }
    });

    public void Write(string step, Action<CatalogSession> change) => Write(step, session =>
    {
        change(session);
        return true;
    });

    public void Prepare() => Translated(() =>
    {
        dialect.Prepare();
        return true;
    });

    /// <summary>How many changes the catalog has seen.</summary>
    public static long Stamp(CatalogSession session) => session.Query<long>("SELECT stamp FROM catalog_change")[0];

    public void Copy(string path) => Translated(() =>
    {
        dialect.Copy(path);
        return true;
    });

    public void Reached(string step) => options.Observer?.Reached(step);

    CatalogSession? Larger => Underway is { } together && together.Store == this ? together.Session : null;

    static long NextStamp(CatalogSession session)
    {
        session.ExecuteQuietly("UPDATE catalog_change SET stamp = stamp + 1");
        return Stamp(session);
    }

    T Within<T>(DbTransaction transaction, Func<T> work)
    {
        T result;
        try
        {
            result = work();
        }
        catch
        {
            dialect.RollBack(transaction);
            throw;
        }

        transaction.Dispose();
        return result;
    }

    CatalogSession Session(DbTransaction transaction) => new(transaction, () => options.TimeProvider?.GetUtcNow() ?? dialect.Now(transaction));

    T Translated<T>(Func<T> work, Func<bool>? hasBegun = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return work();
            }
            catch (DbException exception)
            {
                if (attempt == MostAttempts || !dialect.MayTryAgain(exception, nothingDone: hasBegun?.Invoke() != true))
                    throw dialect.Translate(exception);
            }
        }
    }
}
