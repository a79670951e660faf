using SqlInference.Engines;
using SqlInference.Engines.DuckDb;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>A query under way, and the functions that are there for it alone: they go when it is disposed of.</summary>
public sealed class DefinedQuery : IDisposable
{
    readonly DuckDbConnection _connection;
    readonly StatementRun _run;
    readonly bool _ownsRun;
    readonly Stack<IFunctionChange> _defined = [];

    internal DefinedQuery(DuckDbConnection connection, StatementRun run, string query, CancellationToken cancellation, bool ownsRun = false)
    {
        _connection = connection;
        _run = run;
        _ownsRun = ownsRun;
        try
        {
            foreach (var change in run.Functions.Items)
            {
                Execute(change.Ddl, cancellation);
                _defined.Push(change);
            }

            Result = connection.Query(query, cancellation);
        }
        catch
        {
            CleanUp();
            throw;
        }
    }

    public DuckDbResult Result { get; }

    public void Dispose()
    {
        Result.Dispose();
        CleanUp();
        if (!_ownsRun)
            return;
        _run.Confirm();
        _run.Committed();
        _run.Dispose();
    }

    void CleanUp()
    {
        while (_defined.TryPop(out var change))
        {
            try
            {
                // After a cancellation too.
                Execute(change.Cleanup, CancellationToken.None);
            }
            catch (DuckDbException)
            {
                // The user's transaction has failed, and takes what was defined in it along when it is rolled back.
            }
        }
    }

    void Execute(IEnumerable<string> definitions, CancellationToken cancellation)
    {
        foreach (var definition in definitions)
            _connection.Execute(definition, cancellation);
    }
}
