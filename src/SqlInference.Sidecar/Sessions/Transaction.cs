using SqlInference.Engines.DuckDb;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Errors;

namespace SqlInference.Sidecar.Sessions;

/// <summary>
/// The session's transaction as PostgreSQL's clients know it: after an error nothing but its end is accepted. One that
/// nobody asked for covers the statements of one message, or of one pipeline.
/// </summary>
sealed class Transaction(DuckDbConnection connection, bool isReadOnlyLogin)
{
    readonly List<(string Name, long Statements)> _savepoints = [];
    long _statements;

    public TransactionStatus Status { get; private set; } = TransactionStatus.Idle;

    public bool IsImplicit { get; private set; }

    public bool IsOpen => Status != TransactionStatus.Idle;

    /// <summary>What clients are told: they did not begin an implicit one.</summary>
    public TransactionStatus Shown => IsImplicit ? TransactionStatus.Idle : Status;

    /// <summary>Every statement of somebody who may only read runs in a transaction that can do nothing else.</summary>
    public bool AlwaysNeeded => isReadOnlyLogin;

    public void Begin(bool isReadOnly, bool isImplicit)
    {
        if (!IsOpen)
        {
            connection.Execute(isReadOnly || isReadOnlyLogin ? "BEGIN TRANSACTION READ ONLY" : "BEGIN TRANSACTION");
            Status = TransactionStatus.InTransaction;
            _savepoints.Clear();
            _statements = 0;
        }

        IsImplicit = isImplicit;
    }

    /// <summary>False where there was nothing left to commit.</summary>
    public bool Commit()
    {
        if (Status == TransactionStatus.Failed)
        {
            Rollback();
            return false;
        }

        if (!IsOpen)
            return true;
        try
        {
            connection.Execute("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }

        End();
        return true;
    }

    public void Rollback()
    {
        if (!IsOpen)
            return;
        End();
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (DuckDbException)
        {
            // It was over already: a commit that fails ends it too.
        }
    }

    /// <summary>A statement has failed.</summary>
    public void Fail()
    {
        if (IsOpen)
            Status = TransactionStatus.Failed;
    }

    /// <summary>A statement begins that may change something; refused where the transaction has failed.</summary>
    public void CountStatement()
    {
        RequireAlive();
        _statements++;
    }

    public void RequireAlive()
    {
        if (Status == TransactionStatus.Failed)
            throw new StatementException("25P02", "current transaction is aborted, commands ignored until end of transaction block");
    }

    public void Savepoint(string name)
    {
        RequireBlock("SAVEPOINT");
        _savepoints.Add((name, _statements));
    }

    public void Release(string name)
    {
        RequireBlock("RELEASE SAVEPOINT");
        _savepoints.RemoveRange(Find(name), _savepoints.Count - Find(name));
    }

    /// <summary>The engine cannot go back to the middle of a transaction. Where nothing has happened since, there is no need to.</summary>
    public void RollbackTo(string name)
    {
        if (!IsOpen || IsImplicit)
            RequireBlock("ROLLBACK TO SAVEPOINT");
        var at = Find(name);
        if (Status != TransactionStatus.InTransaction || _savepoints[at].Statements != _statements)
        {
            Fail();
            throw new StatementException("0A000", "this engine cannot roll back to a savepoint after statements have run", "ROLLBACK the whole transaction.");
        }

        _savepoints.RemoveRange(at + 1, _savepoints.Count - at - 1);
    }

    void RequireBlock(string statement)
    {
        RequireAlive();
        if (!IsOpen || IsImplicit)
            throw new StatementException("25P01", $"{statement} can only be used in transaction blocks");
    }

    int Find(string name)
    {
        var at = _savepoints.FindLastIndex(savepoint => savepoint.Name == name);
        return at >= 0 ? at : throw new StatementException("3B001", $"savepoint \"{name}\" does not exist");
    }

    void End()
    {
        Status = TransactionStatus.Idle;
        IsImplicit = false;
    }
}
