using SqlInference.Language;

namespace SqlInference.Gateway.Rewriting;

/// <summary>A statement about models in the words of PostgreSQL, which hands it to the extension.</summary>
static class StatementRewriter
{
    /// <summary>What PostgreSQL says of a statement that was put in the place of one without rows.</summary>
    public const string Done = "DO";

    const string KeysAndValues = "\"Key\" text, \"Value\" text";
    const string Models = "\"Schema Name\" text, \"Model Name\" text";
    const string Endpoints = "\"Endpoint Name\" text, \"Protocol\" text, \"Target\" text";

    /// <summary>What a statement is called when it is done; null where the answer has rows, and is PostgreSQL's own.</summary>
    public static string? TagOf(StatementKind kind) => kind switch
    {
        StatementKind.CreateModel or StatementKind.ExternalModel => "CREATE MODEL",
        StatementKind.DropModel => "DROP MODEL",
        StatementKind.AlterModel => "ALTER MODEL",
        StatementKind.Grant => "GRANT",
        StatementKind.Revoke => "REVOKE",
        StatementKind.CreateEndpoint => "CREATE ENDPOINT",
        StatementKind.DropEndpoint => "DROP ENDPOINT",
        StatementKind.ExternalFunction => "CREATE EXTERNAL FUNCTION",
        _ => null,
    };

    /// <summary>COPY is for the client's own files.</summary>
    public static bool IsOurs(StatementKind kind) => kind is not (StatementKind.PassThrough or StatementKind.Copy);

    /// <summary>The statement to run in its place. One with rows takes their columns, which depend on nothing else.</summary>
    public static string Rewrite(string statement, StatementKind kind)
    {
        if (kind is not (StatementKind.ShowModel or StatementKind.ShowEndpoint))
            return $"DO {Quoted($"BEGIN PERFORM sqlinference.execute({Quoted(statement)}); END")}";
        return $"SELECT * FROM sqlinference.run({Quoted(statement)}) AS shown({ColumnsOf(statement)})";
    }

    /// <summary>The query that answers for USING FUNCTION … SELECT.</summary>
    public static string QueryOf(string statement) => $"SELECT sqlinference.execute({Quoted(statement)}) ->> 'query'";

    /// <summary>In dollar quotes that the text does not hold.</summary>
    static string Quoted(string text)
    {
        for (var number = 0; ; number++)
        {
            var quote = $"$model{number}$";
            if (!text.Contains(quote, StringComparison.Ordinal))
                return $"{quote}{text}{quote}";
        }
    }

    /// <summary>The columns that the answer has, as the service names them.</summary>
    static string ColumnsOf(string statement)
    {
        try
        {
            return StatementParser.Parse(statement) switch
            {
                ShowModel { Name: null } => Models,
                ShowEndpoint { Name: null } => Endpoints,
                _ => KeysAndValues,
            };
        }
        catch (LanguageException)
        {
            // The service says what is wrong with it.
            return KeysAndValues;
        }
    }
}
