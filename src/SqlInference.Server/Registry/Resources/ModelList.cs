using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("Some of a database's models.")]
sealed record ModelList
{
    [Description("In the order of schema and name.")]
    public required IReadOnlyList<ModelDocument> Models { get; init; }

    [Description("What to pass as after for the models that follow; null where these are the last.")]
    public required string? Next { get; init; }
}
