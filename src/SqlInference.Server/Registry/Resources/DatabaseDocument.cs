using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("A database that the service's catalog knows.")]
sealed record DatabaseDocument
{
    [Description("The database's name in paths and in the names of models on the wire.")]
    public required string Name { get; init; }

    [Description("How many of its models the caller may see.")]
    public required int Models { get; init; }
}
