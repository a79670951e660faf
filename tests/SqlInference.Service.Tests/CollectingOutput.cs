using SqlInference.Engines.DuckDb;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Tests;

/// <summary>Keeps what statements answer.</summary>
sealed class CollectingOutput : IStatementOutput
{
    public List<Answer> Answers { get; } = [];

    public Action<double> OnProgress { get; set; } = _ => { };

    public void Show(DuckDbResult result)
    {
        var rows = new List<string?[]>();
        while (result.Read())
        {
            for (var row = 0; row < result.RowCount; row++)
                rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => result.GetText(column, row))]);
        }

        Answers.Add(new([.. result.Columns.Select(column => column.Name)], rows, null, result.RowsChanged));
    }

    public void Show(StatementResult result) =>
        Answers.Add(new(result.Columns, [.. result.Rows.Select(row => row.ToArray())], result.Tag));

    public void Progress(string what, double fraction) => OnProgress(fraction);
}
