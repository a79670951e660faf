using SqlInference.Engines.SqlServer;

namespace SqlInference.Service.SqlServer;

/// <summary>The definitions that a session runs for the service, in a transaction.</summary>
sealed class SessionFunctions(SqlServerConnection connection, Action<string> notice)
{
    const string Savepoint = "sqlinference_using";

    public bool IsInTransaction(CancellationToken cancellation) => connection.Single("SELECT @@TRANCOUNT", cancellation) != "0";

    /// <summary>Runs definitions, all or none of them.</summary>
    public void Define(IReadOnlyList<string> functions, CancellationToken cancellation)
    {
        if (functions.Count == 0 || !IsInstalled(cancellation))
            return;
        var isOwn = !IsInTransaction(cancellation);
        try
        {
            if (isOwn)
                connection.Execute("BEGIN TRANSACTION", cancellation);
            RunAll(functions, cancellation);
            if (isOwn)
                connection.Execute("COMMIT TRANSACTION", cancellation);
        }
        catch when (isOwn)
        {
            RollBack("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");
            throw;
        }
    }

    /// <summary>Runs definitions that are there for one piece of work, which changes nothing.</summary>
    public void DefineFor(IReadOnlyList<string> functions, Action work, CancellationToken cancellation)
    {
        var isOwn = !IsInTransaction(cancellation);
        connection.Execute(isOwn ? "BEGIN TRANSACTION" : $"SAVE TRANSACTION {Savepoint}", cancellation);
        try
        {
            RunAll(functions, cancellation);
            work();
        }
        finally
        {
            // A transaction that an error has doomed is the user's to end.
            RollBack(isOwn ? "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION" : $"IF XACT_STATE() = 1 ROLLBACK TRANSACTION {Savepoint}");
        }
    }

    void RunAll(IEnumerable<string> functions, CancellationToken cancellation)
    {
        foreach (var function in functions)
            connection.Execute(function, cancellation);
    }

    bool IsInstalled(CancellationToken cancellation)
    {
        if (connection.Single("SELECT OBJECT_ID(N'sqlinference.define_function', N'P')", cancellation) is not null)
            return true;
        notice($"Database {connection.Database} has no procedure sqlinference.define_function: the service serves the model, and no function was made. deploy-scripts/install-sqlserver.sh installs it.");
        return false;
    }

    void RollBack(string sql)
    {
        try
        {
            connection.Execute(sql, CancellationToken.None);
        }
        catch (Errors.SqlInferenceException)
        {
            // The connection is gone, and the transaction with it.
        }
    }
}
