using SqlInference.Catalog;

namespace SqlInference.Server.SageMaker;

/// <summary>An endpoint that stands for a model of this service.</summary>
/// <param name="IsJsonAlways">ANSWER 'json': the algorithm's JSON, whatever the client accepts.</param>
/// <param name="MayHaveHeader">CSV_HEADER ON: the first line of CSV may hold names.</param>
sealed record HostedEndpoint(string Name, ModelName Model, bool IsJsonAlways, bool MayHaveHeader);
