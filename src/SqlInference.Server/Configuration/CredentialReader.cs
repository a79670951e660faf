using SqlInference.Errors;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Inference.Remote.Credentials;
using SqlInference.Service.Remote;

namespace SqlInference.Server.Configuration;

/// <summary>
/// Reads the setting <c>credentials</c>. Secrets themselves are never in the configuration: it names the files or the
/// variables of the environment that hold them.
/// </summary>
sealed class CredentialReader(SettingReader reader, TimeProvider time)
{
    static readonly string[] AmazonHosts = ["*.amazonaws.com", "*.amazonaws.com.cn"];

    public Dictionary<string, RemoteCredential> Read()
    {
        var credentials = new Dictionary<string, RemoteCredential>();
        foreach (var section in reader.Sections(Settings.Credentials))
        {
            try
            {
                credentials[section.Name] = Read(new CredentialSection(section.Name, section.Value));
            }
            catch (SqlInferenceException exception)
            {
                reader.Wrong(Settings.Credentials, $"'{section.Name}': {exception.Message.TrimEnd('.')}");
            }
        }

        return credentials;
    }

    RemoteCredential Read(CredentialSection section)
    {
        var type = section.Require("type");
        IRequestCredential credential = type switch
        {
            "bearer" => new BearerCredential(section.RequireSecret("token")),
            "header" => new HeaderCredential(section.Require("header"), section.RequireSecret("value")),
            "basic" => new BasicCredential(section.Require("user"), section.RequireSecret("password")),
            "aws" => new SigV4Credential(AwsOptions(section), time),
            _ => throw CredentialSection.Wrong($"type is '{type}'; it has to be bearer, header, basic or aws"),
        };
        var hosts = section.List("hosts") ?? (type == "aws" ? AmazonHosts : throw CredentialSection.Wrong("hosts is missing: name the hosts that may be sent this credential"));
        section.RequireAllUsed();
        return new(credential, new HostPolicy(hosts));
    }

    static SigV4Options AwsOptions(CredentialSection section) => new()
    {
        Region = section.Text("region"),
        Profile = section.Text("profile"),
        Keys = section.Text("access_key_id") is { } id ? new AwsKeys(id, section.RequireSecret("secret_access_key"), section.Secret("session_token")) : null,
        RoleArn = section.Text("role_arn"),
        ExternalId = section.Text("external_id"),
        StsUrl = section.Text("sts_url") is { } url ? new Uri(url, UriKind.Absolute) : null,
    };
}
