using SqlInference.Cli.Terminal;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.Servers;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Cli.Output;

/// <summary>Hands each statement's results to the format, and what it says of its progress to the progress line.</summary>
sealed class StatementOutput(IResultFormat format) : IStatementOutput
{
    public IResultFormat Format { get; set; } = format;

    /// <summary>The statement under way.</summary>
    public string Statement { get; set; } = "";

    public ProgressLine? ProgressLine { get; set; }

    public void Show(DuckDbResult result)
    {
        if (result.StatementKind == DuckDbStatementKind.Explain)
        {
            Format.ShowPlan(new DatabaseRows(result));
        }
        else if (result.HasRows && !IsAcknowledgement(result))
        {
            Format.Show(new DatabaseRows(result));
        }
        else
        {
            while (result.Read())
            {
            }

            Format.ShowTag(CommandTag.Of(Statement, result));
        }
    }

    public void Show(ServerResult result)
    {
        do
        {
            if (result.HasRows)
                Format.Show(new ServerRows(result));
            else
                Format.ShowTag(CommandTag.Of(Statement, result));
        }
        while (result.Next());
    }

    public void Show(StatementResult result)
    {
        if (result.HasRows)
            Format.Show(new StatementRows(result));
        else
            Format.ShowTag(result.Tag);
    }

    /// <summary>CHECKPOINT and its like answer a table with a column "Success" and no row.</summary>
    static bool IsAcknowledgement(DuckDbResult result) =>
        result.StatementKind != DuckDbStatementKind.Select && result.Columns is [{ Name: "Success" }];

    public void Progress(string what, double fraction) => ProgressLine?.Report(what, fraction);

    public void EndProgress() => ProgressLine?.EndReport();
}
