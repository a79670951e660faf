using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("A parameter of a prediction function.")]
sealed record ParameterDocument
{
    [Description("The parameter's name; arg1, arg2 and so on where the statement gives none.")]
    public required string Name { get; init; }

    [Description("The parameter's SQL type.")]
    public required string Type { get; init; }
}
