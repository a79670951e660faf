namespace SqlInference.Service.Statements;

/// <summary>The rows that a statement of ours answers with, as text; statements that only do something answer with none.</summary>
/// <param name="Tag">What was done, as the shell prints it: <c>CREATE MODEL</c>.</param>
public sealed record StatementResult(string Tag, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    public bool HasRows => Columns.Count > 0;

    public static StatementResult Done(string tag) => new(tag, [], []);

    public static StatementResult KeyValues(string tag, IEnumerable<(string Key, string? Value)> rows) =>
        new(tag, ["Key", "Value"], [.. rows.Select(row => new[] { row.Key, row.Value })]);
}
