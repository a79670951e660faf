using System.ComponentModel;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Statements;

[Description("What a statement answers. Statements that only do something answer no columns.")]
sealed record ResultDocument
{
    [Description("What was done, as a shell prints it: CREATE MODEL.")]
    public required string Tag { get; init; }

    [Description("The names of the columns.")]
    public required IReadOnlyList<string> Columns { get; init; }

    [Description("The rows; every value is a text or null.")]
    public required IReadOnlyList<IReadOnlyList<string?>> Rows { get; init; }

    public static ResultDocument Of(StatementResult result) => new() { Tag = result.Tag, Columns = result.Columns, Rows = result.Rows };
}
