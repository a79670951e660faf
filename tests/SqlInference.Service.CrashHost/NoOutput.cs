using SqlInference.Engines.DuckDb;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Service.CrashHost;

/// <summary>Reads what comes and says nothing.</summary>
sealed class NoOutput : IStatementOutput
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
