using SqlInference.Language;

namespace SqlInference.Service.Sessions;

/// <summary>A session that runs scripts: statements of the database as they stand, and ours. Used by one thread at a time.</summary>
public interface IScriptSession : IDisposable
{
    SqlDialect Dialect { get; }

    /// <summary>Where relative paths in model statements count from if they lead nowhere from the current folder; null for nowhere else.</summary>
    string? ScriptFolder { get; set; }

    /// <summary>How far the query under way has come, from 0 to 1; null where that is not known. May be asked from any thread.</summary>
    double? Progress { get; }

    /// <summary>What waits for the models that the session has in training.</summary>
    TrainingWait Wait { get; set; }

    /// <summary>A query for the tables and views that somebody would look for.</summary>
    string TablesQuery { get; }

    /// <summary>Runs one statement of a script.</summary>
    void Run(string script, ScriptStatement statement, IStatementOutput output, CancellationToken cancellation);

    /// <summary>No more statements come: waits for what has to be over by then, and throws what has failed.</summary>
    void Finish(IStatementOutput output, CancellationToken cancellation);

    /// <summary>A query for the columns of a table.</summary>
    string ColumnsQuery(string table);
}
