namespace SqlInference.Inference.Remote.Credentials;

/// <summary>What AWS requests are signed with.</summary>
public sealed class AwsKeys(string accessKeyId, string secretAccessKey, string? sessionToken = null)
{
    public string AccessKeyId { get; } = SecretText.Require(accessKeyId, "access key id");

    public string? SessionToken { get; } = sessionToken is { Length: > 0 } ? SecretText.Require(sessionToken, "session token") : null;

    internal string SecretAccessKey { get; } = SecretText.Require(secretAccessKey, "secret access key");
}
