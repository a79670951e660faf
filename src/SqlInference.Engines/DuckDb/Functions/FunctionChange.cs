namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>
/// A change to the functions of a database: the session runs <see cref="Sql"/> in its own transaction, then says how
/// that went: <see cref="Complete"/> or <see cref="Undo"/>.
/// </summary>
public sealed class FunctionChange
{
    readonly Action _complete;
    readonly Action _undo;
    bool _done;

    internal FunctionChange(string sql, Action complete, Action undo)
    {
        Sql = sql;
        _complete = complete;
        _undo = undo;
    }

    /// <summary>DDL to be run by the session whose privileges count.</summary>
    public string Sql { get; }

    /// <summary>The DDL is committed: what it replaced lets go of its model once the queries under way have ended.</summary>
    public void Complete() => Once(_complete);

    /// <summary>The DDL failed or was rolled back.</summary>
    public void Undo() => Once(_undo);

    void Once(Action action)
    {
        if (_done)
            return;
        _done = true;
        action();
    }
}
