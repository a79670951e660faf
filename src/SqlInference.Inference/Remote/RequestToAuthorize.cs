namespace SqlInference.Inference.Remote;

/// <summary>A request about to be sent, complete but for the proof of who sends it.</summary>
/// <param name="Body">The bytes of its content.</param>
/// <param name="AwsService">The name under which AWS would know the service that is called.</param>
/// <param name="Region">The endpoint's AWS region; null where the credential's own holds.</param>
public readonly record struct RequestToAuthorize(HttpRequestMessage Message, ReadOnlyMemory<byte> Body, string AwsService, string? Region);
