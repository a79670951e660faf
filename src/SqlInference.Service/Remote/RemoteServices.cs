using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Language;
using EndpointProtocol = SqlInference.Catalog.EndpointProtocol;
using RemoteTarget = SqlInference.Catalog.RemoteTarget;

namespace SqlInference.Service.Remote;

/// <summary>The services that models of this one may call: checks what endpoints name, and makes the backends that call them.</summary>
public sealed class RemoteServices : IDisposable
{
    readonly RemoteAccess _access;
    readonly RemoteConnections _connections;

    public RemoteServices(RemoteAccess access)
    {
        _access = access;
        _connections = new(new HostPolicy([.. access.Hosts, .. AmazonHosts(access)]), access.Connections);
    }

    /// <summary>What an endpoint of the catalog leads to. Checked when the endpoint is made, and again when it is used: configurations change.</summary>
    public RemoteTarget TargetOf(string name, EndpointProtocol protocol, string? url, string? credential, IReadOnlyList<Catalog.Setting> settings, string? innerModel = null)
    {
        var address = url is not null ? new Uri(url, UriKind.Absolute) : protocol switch
        {
            EndpointProtocol.SageMaker when _access.AwsRegion is { } region => AwsHosts.SageMaker(region),
            EndpointProtocol.Lambda when _access.AwsRegion is { } region => AwsHosts.Lambda(region),
            EndpointProtocol.SageMaker or EndpointProtocol.Lambda => throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"Endpoint '{name}' has no URL, and the service's configuration names no AWS region.",
                "Write URL 'https://…', or set aws_region in the service's configuration."),
            _ => throw new InvalidOperationException($"An endpoint with protocol {protocol} has a URL."),
        };
        _connections.Policy.Require(name, address);
        if (credential != null)
            RequireUsable(credential, name, address);
        return new()
        {
            EndpointName = name,
            InnerModel = innerModel,
            Protocol = protocol,
            Url = address.AbsoluteUri,
            Credential = credential,
            Settings = settings,
        };
    }

    /// <summary>What a name that is no endpoint means at Amazon; null where the configuration does not say that Amazon is to be asked.</summary>
    public RemoteTarget? AmazonTargetOf(string name, EndpointProtocol protocol, string? innerModel) =>
        _access is { AwsRegion: not null, AwsCredential: { } credential } ? TargetOf(name, protocol, null, credential, [], innerModel) : null;

    /// <summary>A function's columns as a remote model takes them: NULLs travel too, as the protocol has them.</summary>
    public static ModelSignature SignatureOf(Catalog.FunctionSignature function) => new(
        [.. function.Parameters.Select(parameter => new ModelInput(parameter.Name, ScalarOf(function, parameter.Type), AcceptsNull: true))],
        [new("prediction", ScalarOf(function, function.ReturnType))]);

    public IModelBackend BackendOf(RemoteTarget target, ModelRecord model, Catalog.FunctionSignature function)
    {
        var url = new Uri(target.Url!);
        return new RemoteBackend(new()
        {
            Name = target.EndpointName,
            Protocol = Enum.Parse<RemoteProtocol>(target.Protocol.ToString()!),
            Url = url,
            Region = _access.AwsRegion,
            InnerModel = target.InnerModel,
            Signature = SignatureOf(function),
            Settings = SettingsOf(target, model),
            Credential = target.Credential is { } name ? RequireUsable(name, target.EndpointName, url).Credential : null,
            User = model.Owner,
            Database = model.Name.Database,
            Function = $"{function.Schema}.{function.Name}",
        }, _connections);
    }

    public void Dispose()
    {
        _connections.Dispose();
        foreach (var credential in _access.Credentials.Values)
            (credential.Credential as IDisposable)?.Dispose();
    }

    RemoteCredential RequireUsable(string name, string endpoint, Uri url)
    {
        if (!_access.Credentials.TryGetValue(name, out var credential))
        {
            throw new SqlInferenceException(ErrorConditions.UnknownCredential, $"The service's configuration has no credential '{name}', which endpoint '{endpoint}' names.",
                NearestNames.Question(name, _access.Credentials.Keys) ?? "The setting credentials lists them.");
        }

        try
        {
            credential.Hosts.Require(endpoint, url);
            return credential;
        }
        catch (SqlInferenceException exception)
        {
            throw new SqlInferenceException(ErrorConditions.EndpointNotAllowed,
                $"Credential '{name}' may not be used for endpoint '{endpoint}': {url.Host} is not among its hosts.",
                "Name another credential, or add the host to this one's in the service's configuration.", exception);
        }
    }

    static Inference.Columns.ColumnType ScalarOf(Catalog.FunctionSignature function, string type) => SqlType.Parse(type) is { IsArray: false } scalar
        ? SqlTypes.ColumnOf(scalar)
        : throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
            $"Function {function} cannot be called behind an endpoint: {type} does not travel there.", "Declare a parameter for each number.");

    static IEnumerable<string> AmazonHosts(RemoteAccess access) => access.AwsRegion is { } region
        ? [AwsHosts.SageMaker(region).Host, AwsHosts.Lambda(region).Host]
        : [];

    // What a model says of itself counts before what was said of its endpoint. A model's time is for the whole call, which
    // may take several attempts.
    static RemoteSettings SettingsOf(RemoteTarget target, ModelRecord model)
    {
        string? Setting(string name) => model.Setting(name)
            ?? target.Settings.LastOrDefault(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
        int? Number(string name) => Setting(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        return new()
        {
            CsvHeader = Setting("CSV_HEADER") == "ON",
            MaxBatchRows = Number("MAX_BATCH_ROWS"),
            MaxConcurrency = Number("MAX_CONCURRENCY"),
            Timeout = Number("TIMEOUT_MS") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : RemoteSettings.DefaultTimeout,
        };
    }
}
