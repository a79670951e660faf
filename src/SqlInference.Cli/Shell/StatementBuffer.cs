using System.Text;
using SqlInference.Language;

namespace SqlInference.Cli.Shell;

/// <summary>Gathers lines until they make up statements.</summary>
sealed class StatementBuffer(SqlDialect dialect)
{
    // A word that can be joined to nothing: where it becomes a statement of its own, the one before has ended.
    const string Probe = "\nx";

    readonly StringBuilder _text = new();

    /// <summary>Whether a new statement begins with the next line.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Adds a line; returns the text so far and the statements in it that are complete, and forgets them.</summary>
    public (string Text, IReadOnlyList<ScriptStatement> Statements) Add(string line)
    {
        _text.Append(line).Append('\n');
        // Only a semicolon, or GO, ends a statement; without one a long INSERT is not read again for each of its lines.
        if (!line.Contains(';', StringComparison.Ordinal) && !(dialect.GoEndsBatch && line.TrimStart().StartsWith("GO", StringComparison.OrdinalIgnoreCase)))
        {
            IsEmpty = IsEmpty && Split(_text.ToString()).Count == 0;
            return ("", []);
        }

        var text = _text.ToString();
        var statements = Split(text);
        var complete = Split(text + Probe).Count > statements.Count ? statements.Count : Math.Max(0, statements.Count - 1);
        var end = complete == 0 ? 0 : statements[complete - 1].End;
        _text.Remove(0, end);
        IsEmpty = complete == statements.Count;
        return (text, [.. statements.Take(complete)]);
    }

    /// <summary>What is there although its semicolon is missing.</summary>
    public (string Text, IReadOnlyList<ScriptStatement> Statements) TakeRest()
    {
        var text = _text.ToString();
        Clear();
        return (text, Split(text));
    }

    public void Clear()
    {
        _text.Clear();
        IsEmpty = true;
    }

    IReadOnlyList<ScriptStatement> Split(string text) => ScriptSplitter.Split(text, dialect);
}
