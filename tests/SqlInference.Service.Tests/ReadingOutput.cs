using SqlInference.Engines.DuckDb;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Tests;

/// <summary>Hands the rows to a test as they come.</summary>
sealed class ReadingOutput(Action<DuckDbResult> read) : IStatementOutput
{
    public void Show(DuckDbResult result) => read(result);

    public void Show(StatementResult result)
    {
    }

    public void Progress(string what, double fraction)
    {
    }
}
