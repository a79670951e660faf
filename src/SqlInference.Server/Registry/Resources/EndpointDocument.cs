using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("An endpoint: a name that remote models are made for.")]
sealed record EndpointDocument
{
    [Description("The endpoint's name.")]
    public required string Name { get; init; }

    [Description("model where a model of this service answers; else sagemaker, lambda, oip, json or csv.")]
    public required string Protocol { get; init; }

    [Description("The model that answers, by its name on the wire; null for services outside.")]
    public required string? Model { get; init; }

    [Description("The address of a service outside, without user, password and query; shown to administrators only.")]
    public required string? Url { get; init; }

    [Description("The name of a credential in the service's configuration; shown to administrators only.")]
    public required string? Credential { get; init; }

    [Description("The user who made the endpoint.")]
    public required string CreatedBy { get; init; }

    [Description("When it was made.")]
    public required DateTimeOffset CreatedAt { get; init; }
}
