using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SqlInference.Errors;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Service;
using SqlInference.Service.Remote;

namespace SqlInference.Server.Configuration;

/// <summary>The configuration of a service, checked as a whole.</summary>
public sealed record ServerConfiguration(string DataFolder, CatalogLocation Catalog, ServerOptions Server, ServiceOptions Service, SidecarSettings Sidecar)
{
    /// <summary>Reads file, environment and flags; refuses with everything that is wrong at once.</summary>
    public static ServerConfiguration Read(
        string? file, IDictionary environment, IReadOnlyList<KeyValuePair<SettingDefinition, string>> flags, Notices notices)
    {
        var errors = new List<string>();
        var sources = new ConfigurationSources(errors);
        if (file != null)
            sources.AddFile(file);
        sources.AddEnvironment(environment);
        foreach (var (setting, value) in flags)
            sources.AddFlag(setting, value);

        var reader = new SettingReader(sources.Values, errors);
        var data = Path.GetFullPath(reader.Text(Settings.Data)!);
        var configuration = new ServerConfiguration(data, ReadCatalog(reader, data), ReadServer(reader, data), ReadService(reader, notices), ReadSidecar(reader));
        return errors.Count == 0 ? configuration : throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid,
            errors.Count == 1 ? $"The configuration is wrong: {errors[0]}" : $"The configuration has {errors.Count} errors:\n  {string.Join("\n  ", errors)}",
            "Settings, defaults and what they do are in docs/operations.md.");
    }

    static CatalogLocation ReadCatalog(SettingReader reader, string data)
    {
        if (CatalogLocation.TryParse(data, reader.Text(Settings.Catalog), out var error) is { } catalog)
            return catalog;
        reader.Wrong(Settings.Catalog, error!);
        return CatalogLocation.TryParse(data, null, out _)!;
    }

    static ServerOptions ReadServer(SettingReader reader, string data)
    {
        var options = new ServerOptions
        {
            Listen = ReadAddresses(reader),
            Tls = ReadTls(reader),
            SocketMode = ReadSocketMode(reader),
            RequireTokens = reader.Flag(Settings.RequireTokens),
            AccessKeyFile = reader.File(Settings.AccessKeyFile) ?? (Path.Combine(data, "master.key") is var usual && File.Exists(usual) ? usual : null),
            ContainerModel = reader.Text(Settings.ContainerModel),
            MaxRequestBytes = reader.Bytes(Settings.MaxRequestBytes) ?? 0,
            DrainTimeout = reader.Seconds(Settings.DrainSeconds),
            PendingLease = TimeSpan.FromHours(reader.WholeNumber(Settings.PendingHours, 1, 24 * 365)),
            LogAsJson = reader.OneOf(Settings.LogFormat, "text", "json") == "json",
            LogLevel = Enum.TryParse<LogLevel>(reader.OneOf(Settings.LogLevel, "debug", "information", "warning", "error"), ignoreCase: true, out var level) ? level : default,
            OtlpEndpoint = ReadUri(reader, Settings.OtlpEndpoint),
        };
        if (options.Tls is null && options.Listen.Any(address => address.IsTls))
            reader.Wrong(Settings.Listen, "has an https address, which needs tls_certificate and tls_key");
        if (!options.RequireTokens && options.Listen.FirstOrDefault(address => !address.IsLocal) is { } open)
        {
            reader.Wrong(Settings.Listen,
                $"has the address {open.Host}, which other machines reach, and require_tokens is false: set it to true, after making a token with sqlinference token create");
        }

        return options;
    }

    static SidecarSettings ReadSidecar(SettingReader reader)
    {
        var sidecar = SidecarSettings.Read(reader);
        if (sidecar.IsWanted && reader.Text(Settings.Catalog) is not null)
            reader.Wrong(Settings.Sidecar, "is given together with catalog: the embedded engine has its catalog in the data folder");
        return sidecar;
    }

    static ServiceOptions ReadService(SettingReader reader, Notices notices)
    {
        var device = reader.Text(Settings.Device)!;
        Try(reader, Settings.Device, () => DeviceSelection.Parse(device));

        return new()
        {
            ModelMemoryBytes = reader.Bytes(Settings.ModelMemory) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2,
            QueueBytes = reader.Bytes(Settings.QueueMemory),
            TrainingsAtOnce = reader.WholeNumber(Settings.TrainingsAtOnce, 1, 64),
            TrainingThreads = reader.Text(Settings.TrainingThreads) is null ? new ServiceOptions().TrainingThreads : reader.WholeNumber(Settings.TrainingThreads, 1, 1024),
            ModelFolders = [.. (reader.List(Settings.ModelFolders) ?? []).Select(Path.GetFullPath)],
            Device = device,
            GpuMemoryBytes = reader.Bytes(Settings.GpuMemory),
            XGBoostLibrary = reader.File(Settings.XGBoostLibrary),
            Remote = ReadRemote(reader),
            Notices = notices,
        };
    }

    static RemoteAccess ReadRemote(SettingReader reader)
    {
        var access = new RemoteAccess
        {
            Hosts = reader.List(Settings.EndpointHosts) ?? [],
            Credentials = new CredentialReader(reader, TimeProvider.System).Read(),
            AwsRegion = reader.Text(Settings.AwsRegion),
            AwsCredential = reader.Text(Settings.AwsCredential),
            Connections = new() { CertificateAuthorityFile = reader.File(Settings.EndpointAuthorities) },
        };
        if (access.AwsCredential is { } name && !access.Credentials.ContainsKey(name))
            reader.Wrong(Settings.AwsCredential, $"is '{name}', which is not among the credentials");
        if (access is { AwsCredential: not null, AwsRegion: null })
            reader.Wrong(Settings.AwsRegion, "is missing: aws_credential is of use in a region only");
        Try(reader, Settings.EndpointHosts, () => new HostPolicy(access.Hosts));
        Try(reader, Settings.AwsRegion, () => access.AwsRegion is { } region ? AwsHosts.SageMaker(region) : null);
        return access;
    }

    static void Try(SettingReader reader, SettingDefinition setting, Func<object?> check)
    {
        try
        {
            check();
        }
        catch (SqlInferenceException exception)
        {
            reader.Wrong(setting, $"is wrong: {exception.Message.TrimEnd('.')}");
        }
    }

    static ListenAddress[] ReadAddresses(SettingReader reader)
    {
        var addresses = new List<ListenAddress>();
        var texts = reader.List(Settings.Listen);
        if (texts is { Count: 0 })
            reader.Wrong(Settings.Listen, "has no address");
        foreach (var text in texts ?? [])
        {
            if (ListenAddress.TryParse(text, out var error) is { } address)
                addresses.Add(address);
            else
                reader.Wrong(Settings.Listen, $"has {error}");
        }

        return [.. addresses];
    }

    static (string, string)? ReadTls(SettingReader reader)
    {
        var (certificate, key) = (reader.File(Settings.TlsCertificate), reader.File(Settings.TlsKey));
        if (certificate != null && key != null)
            return (certificate, key);
        if (certificate != null || key != null)
            reader.Wrong(certificate is null ? Settings.TlsCertificate : Settings.TlsKey, "is missing: certificate and key go together");
        return null;
    }

    static UnixFileMode ReadSocketMode(SettingReader reader)
    {
        var text = reader.Text(Settings.SocketMode)!;
        if (text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7') && text.TrimStart('0').Length <= 3)
            return (UnixFileMode)Convert.ToInt32(text, 8);
        reader.Wrong(Settings.SocketMode, string.Create(CultureInfo.InvariantCulture, $"is '{text}'; it has to be access rights such as 0660"));
        return default;
    }

    static Uri? ReadUri(SettingReader reader, SettingDefinition setting)
    {
        if (reader.Text(setting) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return uri;
        reader.Wrong(setting, $"is '{text}'; it has to be an address that begins with http:// or https://");
        return null;
    }
}
