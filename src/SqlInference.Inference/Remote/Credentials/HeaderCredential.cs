using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Credentials;

/// <summary>A secret in a header of its own, such as an API key in <c>x-api-key</c>.</summary>
public sealed class HeaderCredential : IRequestCredential
{
    readonly string _name;
    readonly string _value;

    public HeaderCredential(string name, string value)
    {
        _name = name;
        _value = SecretText.Require(value, $"value of the header '{Sanitised.Text(name)}'");
        using var trial = new HttpRequestMessage();
        if (name.Length == 0 || !trial.Headers.TryAddWithoutValidation(name, "x"))
        {
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, $"'{Sanitised.Text(name)}' is not the name of a header that a credential can use.",
                "Name a header such as 'x-api-key'.");
        }
    }

    public ValueTask AuthorizeAsync(RequestToAuthorize request, CancellationToken cancellation)
    {
        request.Message.Headers.Remove(_name);
        request.Message.Headers.TryAddWithoutValidation(_name, _value);
        return default;
    }
}
