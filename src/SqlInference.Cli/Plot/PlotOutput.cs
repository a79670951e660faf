using SqlInference.Engines.DuckDb;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Cli.Plot;

/// <summary>Keeps the rows of the last query.</summary>
sealed class PlotOutput : IStatementOutput
{
    public PlotData? Data { get; private set; }

    public void Show(DuckDbResult result)
    {
        if (result.HasRows)
            Data = PlotReader.Read(result);
    }

    public void Show(StatementResult result)
    {
    }

    public void Progress(string what, double fraction)
    {
    }
}
