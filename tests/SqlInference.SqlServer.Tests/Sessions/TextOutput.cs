using SqlInference.Engines.DuckDb;
using SqlInference.Engines.Servers;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.SqlServer.Tests.Sessions;

/// <summary>Keeps what the statements answered, a line each.</summary>
sealed class TextOutput : IStatementOutput
{
    public List<string> Lines { get; } = [];

    public void Show(DuckDbResult result) => throw new InvalidOperationException("There is no embedded engine here.");

    public void Show(ServerResult result)
    {
        do
        {
            while (result.Read())
            {
                for (var row = 0; row < result.RowCount; row++)
                    Lines.Add(string.Join('|', Enumerable.Range(0, result.Columns.Count).Select(column => result.Text(column, row) ?? "NULL")));
            }
        }
        while (result.Next());
    }

    public void Show(StatementResult result) => Lines.AddRange(result.HasRows ? result.Rows.Select(row => string.Join('|', row)) : [result.Tag]);

    public void Progress(string what, double fraction)
    {
    }
}
