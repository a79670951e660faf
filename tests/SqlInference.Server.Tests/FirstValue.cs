using SqlInference.Engines.DuckDb;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Tests;

/// <summary>Keeps the first value of a query's result.</summary>
sealed class FirstValue : IStatementOutput
{
    public string? Text { get; private set; }

    public void Show(DuckDbResult result)
    {
        while (result.Read())
            Text ??= result.GetText(0, 0);
    }

    public void Show(StatementResult result) => Text = result.Rows.Count > 0 ? result.Rows[0][0] : null;

    public void Progress(string what, double fraction)
    {
    }
}
