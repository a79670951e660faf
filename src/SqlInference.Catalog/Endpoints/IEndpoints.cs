using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>The endpoints that remote models are resolved through.</summary>
public interface IEndpoints
{
    /// <summary>The endpoint, or <see cref="ErrorConditions.UnknownEndpoint"/>.</summary>
    EndpointRecord Get(string name);

    EndpointRecord? Find(string name);

    IReadOnlyList<EndpointRecord> List();

    EndpointRecord Create(NewEndpoint request);

    /// <summary>Removes an endpoint and returns what it was. Models that were made for it keep their target.</summary>
    EndpointRecord Drop(string name, string actor);
}
