namespace SqlInference.Catalog;

/// <summary>How an endpoint outside this service is spoken to.</summary>
public enum EndpointProtocol
{
    SageMaker,
    Lambda,
    Oip,
    Json,
    Csv,
}
