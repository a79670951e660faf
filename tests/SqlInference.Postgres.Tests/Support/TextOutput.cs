using SqlInference.Engines.DuckDb;
using SqlInference.Engines.Servers;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>Keeps the rows that the last statement answered.</summary>
sealed class TextOutput : IStatementOutput
{
    public List<string?[]> Rows { get; private set; } = [];

    public string? Tag { get; private set; }

    public void Show(DuckDbResult result) => throw new InvalidOperationException("There is no embedded engine here.");

    public void Show(ServerResult result)
    {
        Rows = [];
        do
        {
            while (result.Read())
            {
                for (var row = 0; row < result.RowCount; row++)
                    Rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => result.Text(column, row))]);
            }
        }
        while (result.Next());
    }

    public void Show(StatementResult result) => (Rows, Tag) = ([.. result.Rows.Select(row => row.ToArray())], result.Tag);

    public void Progress(string what, double fraction)
    {
    }
}
