using SqlInference.Engines.DuckDb;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Docs.Tests;

/// <summary>Keeps all rows as text.</summary>
sealed class RowCollector : IStatementOutput
{
    public List<string?[]> Rows { get; } = [];

    public void Show(DuckDbResult result)
    {
        while (result.Read())
        {
            for (var row = 0; row < result.RowCount; row++)
                Rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => result.GetText(column, row))]);
        }
    }

    public void Show(StatementResult result) => Rows.AddRange(result.Rows.Select(row => row.ToArray()));

    public void Progress(string what, double fraction)
    {
    }
}
