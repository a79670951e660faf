using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>Puts the functions of statements in force, on one connection: they and the catalog change together.</summary>
/// <param name="gate">Held while functions change, by one connection of the database at a time.</param>
sealed class FunctionsInForce(DuckDbConnection connection, Lock gate, IStepObserver? observer)
{
    /// <summary>Functions and catalog change together: the one is rolled back if the other fails.</summary>
    public StatementResult Define(StatementRun run)
    {
        // What a name's overloads are is read from the catalog and written to the database: two at once would lose one.
        lock (gate)
        {
            var changes = run.Functions.Items;
            if (changes.Count == 0)
                return run.Confirm();

            var result = DefineInTransaction(run, changes);
            run.Committed();
            return result;
        }
    }

    StatementResult DefineInTransaction(StatementRun run, IReadOnlyList<IFunctionChange> changes)
    {
        connection.Execute("BEGIN TRANSACTION");
        StatementResult result;
        try
        {
            foreach (var definition in changes.SelectMany(change => change.Ddl))
                connection.Execute(definition);
            observer?.Reached("session: defined");
            result = run.Confirm();
            observer?.Reached("session: before commit");
        }
        catch
        {
            RollBack();
            throw;
        }

        Commit(result);
        observer?.Reached("session: committed");
        return result;
    }

    // The catalog has the change already. When the folder is opened next, the functions follow it.
    void Commit(StatementResult result)
    {
        try
        {
            connection.Execute("COMMIT");
        }
        catch (DuckDbException exception)
        {
            RollBack();
            throw new SqlInferenceException(exception.Condition,
                $"{result.Tag} is done, but the database could not keep its functions: {exception.Message}",
                "Mend what is wrong with the database file, then open the data folder again: the functions are brought in line then.", exception);
        }
    }

    void RollBack()
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqlInferenceException)
        {
            // A transaction that failed to commit is over already; the error that led here is the one to be told.
        }
    }
}
