using System.ComponentModel;

namespace SqlInference.Server.Registry.Statements;

[Description("A statement to be begun.")]
sealed record StatementRequest
{
    [Description("One statement, such as SHOW MODEL ALL or CREATE MODEL …; a semicolon at its end is allowed.")]
    public required string Statement { get; init; }

    [Description("The kind of database that the caller's session is in: none where there is no session. postgresql and sqlserver are reserved.")]
    public string Engine { get; init; } = StatementEngine.None;

    [Description("The schemas in which unqualified names are looked for; new models go to the first.")]
    public IReadOnlyList<string> SearchPath { get; init; } = ["public"];
}
