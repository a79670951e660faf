using SqlInference.Engines.DuckDb;
using SqlInference.Engines.Servers;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Sessions;

/// <summary>Where the results of a script go, statement by statement.</summary>
public interface IStatementOutput
{
    /// <summary>The result of a statement of the database; rows are computed as they are read.</summary>
    void Show(DuckDbResult result);

    /// <inheritdoc cref="Show(DuckDbResult)"/>
    void Show(ServerResult result) => result.Drain();

    /// <summary>The result of a statement of ours.</summary>
    void Show(StatementResult result);

    /// <summary>What the statement waits for has come this far, from 0 to 1.</summary>
    void Progress(string what, double fraction);

    /// <summary>The statement does not wait any more.</summary>
    void EndProgress()
    {
    }
}
