using SqlInference.Catalog;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>Where calls through an endpoint end up: in a model of this service, or at another one.</summary>
sealed record EndpointTarget(ServingVersion? Hosted, RemoteTarget? Elsewhere);
