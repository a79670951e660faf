namespace SqlInference.Language;

/// <summary>All statements of ours, for documentation and for the hints of syntax errors.</summary>
public static class Grammar
{
    const string Role = "[IAM_ROLE {default | 'arn'}]";
    const string SettingList = "[SETTINGS (setting value [, …])]";

    public static readonly IReadOnlyList<GrammarEntry> Statements =
    [
        new(StatementKind.CreateModel, "CREATE MODEL",
            $"""
            CREATE [OR REPLACE] MODEL [IF NOT EXISTS] name
              FROM {"{"}table | (query){"}"} [TARGET column]
              [FUNCTION name [([argument] type [, …])] [RETURNS type]] {Role} [AUTO {"{"}ON | OFF{"}"}]
              [MODEL_TYPE {"{"}{Keywords(Choices.ModelType)}{"}"}]
              [PROBLEM_TYPE {"{"}{Keywords(Choices.ProblemType)}{"}"}]
              [OBJECTIVE 'objective'] [PREPROCESSORS 'json or none']
              [HYPERPARAMETERS DEFAULT [EXCEPT (key 'value' [, …])]] {SettingList}
            CREATE [OR REPLACE] MODEL [IF NOT EXISTS] name FROM 'file'
              FUNCTION name ([argument] type [, …]) RETURNS type {Role} {SettingList}
            CREATE [OR REPLACE] MODEL [IF NOT EXISTS] name FUNCTION name ([argument] type [, …]) RETURNS type
              SAGEMAKER 'endpoint'[:'model'] {Role} {SettingList}
            """,
            "Makes a prediction function: from rows to train on, from a model file, or from an endpoint.",
            "CREATE MODEL churn FROM (SELECT age, plan, churned FROM customers) TARGET churned FUNCTION will_churn"),
        new(StatementKind.ShowModel, "SHOW MODEL",
            "SHOW MODEL {ALL | name}",
            "Lists all models, or tells everything about one.",
            "SHOW MODEL public.churn"),
        new(StatementKind.DropModel, "DROP MODEL",
            "DROP MODEL [IF EXISTS] name",
            "Drops a model and its functions, and cancels its training.",
            "DROP MODEL IF EXISTS churn"),
        new(StatementKind.AlterModel, "ALTER MODEL",
            "ALTER MODEL name {RENAME TO name | OWNER TO user | SET (setting value [, …]) | USE VERSION n}",
            "Renames a model, gives it to somebody else, changes its settings or goes back to another version.",
            "ALTER MODEL churn SET (ON_ERROR 'null', MAX_BATCH_ROWS 4096)"),
        new(StatementKind.Grant, "GRANT … MODEL",
            """
            GRANT CREATE MODEL TO grantee [, …]
            GRANT {EXECUTE | ALL [PRIVILEGES]} ON MODEL name [, …] TO grantee [, …]
              where grantee is {user [WITH GRANT OPTION] | ROLE role [WITH GRANT OPTION] | GROUP group | PUBLIC}
            """,
            "Allows others to create models or to call a model's functions.",
            "GRANT EXECUTE ON MODEL churn TO ROLE analysts, bob WITH GRANT OPTION"),
        new(StatementKind.Revoke, "REVOKE … MODEL",
            """
            REVOKE [GRANT OPTION FOR] CREATE MODEL FROM grantee [, …] [RESTRICT]
            REVOKE [GRANT OPTION FOR] {EXECUTE | ALL [PRIVILEGES]} ON MODEL name [, …] FROM grantee [, …] [RESTRICT]
              where grantee is {user | ROLE role | GROUP group | PUBLIC}
            """,
            "Takes back what GRANT allowed.",
            "REVOKE EXECUTE ON MODEL churn FROM bob"),
        new(StatementKind.CreateEndpoint, "CREATE ENDPOINT",
            $"""
            CREATE [OR REPLACE] ENDPOINT 'name'
              {"{"}FOR MODEL name | [URL 'https://…'] PROTOCOL {"{"}{Keywords(Choices.EndpointProtocol)}{"}"}{"}"}
              [CREDENTIAL 'name of a credential in the service configuration'] {SettingList}
            """,
            "Names a model of this service, or a service elsewhere, for SAGEMAKER clauses to refer to.",
            "CREATE ENDPOINT 'scores' URL 'https://inference.example.com' PROTOCOL OIP"),
        new(StatementKind.ShowEndpoint, "SHOW ENDPOINT",
            "SHOW ENDPOINT {ALL | 'name'}",
            "Lists all endpoints, or tells everything about one.",
            "SHOW ENDPOINT 'scores'"),
        new(StatementKind.DropEndpoint, "DROP ENDPOINT",
            "DROP ENDPOINT [IF EXISTS] 'name'",
            "Drops an endpoint.",
            "DROP ENDPOINT IF EXISTS 'scores'"),
        new(StatementKind.ExternalFunction, "CREATE EXTERNAL FUNCTION",
            $"""
            CREATE [OR REPLACE] EXTERNAL FUNCTION name ([argument] type [, …]) RETURNS type
              [VOLATILE | STABLE] {"{"}SAGEMAKER 'endpoint' | LAMBDA 'function'{"}"} {Role} {SettingList}
            """,
            "Makes a function that an endpoint answers, without a model.",
            "CREATE EXTERNAL FUNCTION score(int) RETURNS decimal(10, 6) VOLATILE SAGEMAKER 'scores' IAM_ROLE default"),
        new(StatementKind.UsingFunction, "USING FUNCTION",
            """
            USING [EXTERNAL] FUNCTION name (argument type [, …]) RETURNS type
              { SAGEMAKER 'endpoint' | TYPE SAGEMAKER_INVOKE_ENDPOINT WITH (sagemaker_endpoint = 'endpoint')
              | LAMBDA 'function' | TYPE LAMBDA_INVOKE WITH (lambda_name = 'function') }
              [, [EXTERNAL] FUNCTION …] SELECT …
            """,
            "Calls endpoints from one query, by functions that exist for this query only.",
            "USING EXTERNAL FUNCTION score(v INT) RETURNS DOUBLE SAGEMAKER 'scores' SELECT score(v) FROM t"),
        new(StatementKind.Copy, "COPY",
            $"""
            COPY table [(column [, …])] FROM 'path' {Role} [REGION 'region'] [FORMAT [AS]] [{Keywords(Choices.CopyFormat)}]
              [IGNOREHEADER n] [DELIMITER 'c'] [NULL AS 'text'] [GZIP]
            """,
            "Loads a file as Redshift does, on every engine; without a clause of Redshift's it is the database's own COPY.",
            "COPY rides FROM 'rides.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV"),
    ];

    internal static string Names { get; } = ListText.Or(Statements.Select(entry => entry.Name));

    /// <summary>The entry of a statement, or null for statements that are not ours.</summary>
    public static GrammarEntry? Find(StatementKind kind) => Statements.FirstOrDefault(entry => entry.Kind == kind);

    static string Keywords<T>(Choice<T> choice)
        where T : struct => string.Join(" | ", choice.Keywords);
}
