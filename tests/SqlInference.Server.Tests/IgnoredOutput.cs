using SqlInference.Engines.DuckDb;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Tests;

/// <summary>Runs queries to their end and forgets what they answer.</summary>
sealed class IgnoredOutput : IStatementOutput
{
    public void Show(DuckDbResult result)
    {
        while (result.Read())
        {
        }
    }

    public void Show(StatementResult result)
    {
    }

    public void Progress(string what, double fraction)
    {
    }
}
