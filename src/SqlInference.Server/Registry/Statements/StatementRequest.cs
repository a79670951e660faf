using System.ComponentModel;

namespace SqlInference.Server.Registry.Statements;

[Description("A statement to be begun.")]
sealed record StatementRequest
{
    // Members with a default are set rather than initialised: generated readers initialise what is missing to null.
    [Description("One statement, such as SHOW MODEL ALL or CREATE MODEL …; a semicolon at its end is allowed.")]
    public required string Statement { get; init; }

    [Description("The kind of database that the caller's session is in: none where there is no session, postgresql or sqlserver.")]
    public string Engine { get; set; } = StatementEngine.None;

    [Description("The schemas in which unqualified names are looked for; new models go to the first. Left out, it is public, and dbo for sqlserver.")]
    public IReadOnlyList<string>? SearchPath { get; set; }

    [Description("Whether the session goes on while a model is trained: where that is possible, the statement can be confirmed once the rows are in.")]
    public bool Background { get; set; }

    [Description("The transaction of the session, in words of its own: statements of one transaction see the versions that it made before it has ended.")]
    public string? Transaction { get; set; }
}
