namespace SqlInference.Inference.Remote;

/// <summary>How a model outside this process is spoken to.</summary>
public enum RemoteProtocol
{
    /// <summary>Amazon SageMaker's runtime, or what speaks like it: CSV lines out, one value per line back.</summary>
    SageMaker,

    /// <summary>AWS Lambda's Invoke, with the contract of Redshift's Lambda functions.</summary>
    Lambda,

    /// <summary>Open Inference Protocol v2 with binary tensors.</summary>
    Oip,

    /// <summary>An array of objects with named features out, an array of <c>{"prediction": …}</c> back.</summary>
    Json,

    /// <summary>CSV lines out, one value per line back.</summary>
    Csv,
}
