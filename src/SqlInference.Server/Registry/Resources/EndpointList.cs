using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("The endpoints that the caller may see.")]
sealed record EndpointList
{
    [Description("In the order of their names.")]
    public required IReadOnlyList<EndpointDocument> Endpoints { get; init; }
}
