using SqlInference.Language;

namespace SqlInference.Sidecar.Statements;

/// <summary>One statement of what a client sent.</summary>
sealed class SqlStatement
{
    public SqlStatement(string script, ScriptStatement part)
    {
        Script = script;
        Part = part;
        Text = part.In(script).ToString();
        Command = part.IsModelStatement ? null : CommandParser.Parse(Text);
    }

    /// <summary>All that the client sent with it.</summary>
    public string Script { get; }

    public ScriptStatement Part { get; }

    public string Text { get; }

    /// <summary>What it asks of the session; null for statements of the engine, and for ours.</summary>
    public Command? Command { get; }

    public bool IsModelStatement => Part.IsModelStatement;

    /// <summary>As the engine understands it.</summary>
    public string EngineText => field ??= PgCatalog.EngineSql.Of(Text);

    /// <summary>A model statement, understood.</summary>
    public ModelStatement Parsed => field ??= StatementParser.Parse(Script, Part, SqlDialect.Embedded);
}
