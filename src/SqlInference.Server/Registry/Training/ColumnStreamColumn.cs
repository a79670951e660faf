using System.ComponentModel;

namespace SqlInference.Server.Registry.Training;

[Description("A column of a column stream.")]
sealed record ColumnStreamColumn
{
    [Description("The column's name in the training query.")]
    public required string Name { get; init; }

    [Description("The column's SQL type, such as int, double precision, decimal(10,2), varchar or timestamp.")]
    public required string Type { get; init; }
}
