using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Credentials;

/// <summary>Checks secrets without showing them.</summary>
static class SecretText
{
    /// <summary>The secret, which has to fit into a header.</summary>
    public static string Require(string secret, string what)
    {
        // A line break left at the end of a secret's file is the usual case.
        if (secret.Length > 0 && !secret.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return secret;
        throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid,
            $"The {what} of a credential is {(secret.Length == 0 ? "empty" : "not plain ASCII on one line")}.", "Check where the secret is read from.");
    }
}
