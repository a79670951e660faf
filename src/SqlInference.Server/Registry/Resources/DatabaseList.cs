using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("The databases that the caller reaches.")]
sealed record DatabaseList
{
    [Description("In the order of their names.")]
    public required IReadOnlyList<DatabaseDocument> Databases { get; init; }
}
