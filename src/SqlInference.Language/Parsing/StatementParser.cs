using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>Reads statements of ours.</summary>
public static class StatementParser
{
    /// <summary>Reads a text that holds one statement.</summary>
    /// <exception cref="LanguageException">The text is not a statement of ours, or not a correct one.</exception>
    public static ModelStatement Parse(string text, SqlDialect? dialect = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text, 0, text.Length, dialect ?? SqlDialect.PostgreSql);
    }

    /// <summary>Reads a statement of a script; errors say where in the script.</summary>
    /// <exception cref="LanguageException">The statement is not one of ours, or not a correct one.</exception>
    public static ModelStatement Parse(string script, ScriptStatement statement, SqlDialect? dialect = null)
    {
        ArgumentNullException.ThrowIfNull(script);
        return Parse(script, statement.Start, statement.End, dialect ?? SqlDialect.PostgreSql);
    }

    internal static LanguageException LanguageModelRefused(TokenReader reader) => reader.Fail(
        ErrorConditions.StatementNotSupported,
        "models that call a language model (CREATE EXTERNAL MODEL, MODEL_TYPE BEDROCK) are not supported.",
        reader.Current,
        "Put the model behind an endpoint (CREATE ENDPOINT) and use CREATE MODEL … SAGEMAKER 'endpoint'.");

    static ModelStatement Parse(string text, int start, int end, SqlDialect dialect)
    {
        var reader = new TokenReader(text, start, end, dialect);
        var kind = StatementClassifier.Classify(text.AsSpan(start, end - start), dialect);
        reader.Syntax = Grammar.Find(kind)?.Synopsis;
        return kind switch
        {
            StatementKind.CreateModel => CreateModelParser.Parse(reader),
            StatementKind.ShowModel => ModelCommandParser.ParseShow(reader),
            StatementKind.DropModel => ModelCommandParser.ParseDrop(reader),
            StatementKind.AlterModel => ModelCommandParser.ParseAlter(reader),
            StatementKind.Grant or StatementKind.Revoke => GrantParser.Parse(reader),
            StatementKind.CreateEndpoint => EndpointParser.ParseCreate(reader),
            StatementKind.ShowEndpoint => EndpointParser.ParseShow(reader),
            StatementKind.DropEndpoint => EndpointParser.ParseDrop(reader),
            StatementKind.ExternalFunction => RemoteFunctionParser.ParseExternal(reader),
            StatementKind.UsingFunction => RemoteFunctionParser.ParseUsing(reader),
            StatementKind.Copy => RedshiftCopyParser.Parse(reader),
            StatementKind.ExternalModel => throw LanguageModelRefused(reader),
            _ => throw reader.Unexpected($"one of {Grammar.Names}"),
        };
    }
}
