using SqlInference.Engines.DuckDb;
using SqlInference.Language;
using SqlInference.Service.Embedded;
using SqlInference.Service.Statements;

using var engine = EmbeddedEngine.Open(args[0]);
using var session = engine.Connect(Console.WriteLine, Path.GetDirectoryName(args[1]));
var script = File.ReadAllText(args[1]);
foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
{
    try { session.Run(script, statement, new Out(), default); }
    catch (SqlInference.Errors.SqlInferenceException e) { Console.WriteLine($"ERROR {e.Condition}: {e.Message}\n  hint: {e.Hint}"); }
}

sealed class Out : IStatementOutput
{
    public void Show(DuckDbResult r)
    {
        var n = 0;
        Console.WriteLine(string.Join(" | ", r.Columns.Select(c => c.Name)));
        while (r.Read())
            for (var i = 0; i < r.RowCount; i++)
                if (n++ < 12) Console.WriteLine(string.Join(" | ", Enumerable.Range(0, r.Columns.Count).Select(c => r.GetText(c, i))));
        Console.WriteLine($"({n} rows, changed {r.RowsChanged})");
    }
    public void Show(StatementResult r)
    {
        Console.WriteLine(r.Tag);
        foreach (var row in r.Rows) Console.WriteLine(string.Join(" | ", row));
    }
    public void Progress(string what, double f) { }
}
