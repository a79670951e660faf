using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("The versions of a model.")]
sealed record VersionList
{
    [Description("Oldest first.")]
    public required IReadOnlyList<VersionDocument> Versions { get; init; }
}
