using System.ComponentModel;

namespace SqlInference.Server.Registry.Training;

[Description("The head of a column stream.")]
sealed record ColumnStreamHeader
{
    [Description("The columns, in the order in which their values come.")]
    public required IReadOnlyList<ColumnStreamColumn> Columns { get; init; }
}
