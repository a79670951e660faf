namespace SqlInference.Cli.Output;

/// <summary>How results look on standard output.</summary>
interface IResultFormat
{
    void Show(ResultRows rows);

    /// <summary>The result of EXPLAIN, whose values are drawings of several lines.</summary>
    void ShowPlan(ResultRows rows);

    /// <summary>A command that answers no rows was done.</summary>
    void ShowTag(string tag);
}
