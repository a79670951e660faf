using System.ComponentModel;
using SqlInference.Catalog;

namespace SqlInference.Server.Registry.Resources;

[Description("A model's prediction function.")]
sealed record FunctionDocument
{
    [Description("The schema that the function is in.")]
    public required string Schema { get; init; }

    [Description("The function's name.")]
    public required string Name { get; init; }

    [Description("In the order in which they are passed.")]
    public required IReadOnlyList<ParameterDocument> Parameters { get; init; }

    [Description("The SQL type that the function returns.")]
    public required string Returns { get; init; }

    public static FunctionDocument Of(FunctionSignature function) => new()
    {
        Schema = function.Schema,
        Name = function.Name,
        Parameters = [.. function.Parameters.Select(parameter => new ParameterDocument { Name = parameter.Name, Type = parameter.Type })],
        Returns = function.ReturnType,
    };
}
