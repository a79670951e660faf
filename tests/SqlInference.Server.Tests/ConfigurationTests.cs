using System.Collections;
using SqlInference.Errors;
using SqlInference.Inference.Devices;
using SqlInference.Server.Configuration;

namespace SqlInference.Server.Tests;

public sealed class ConfigurationTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_has_a_default()
    {
        var configuration = Read(null);

        Assert.Equal(Path.GetFullPath("./.sqlinference"), configuration.DataFolder);
        Assert.Equal("127.0.0.1:8780", Assert.Single(configuration.Server.Listen) is var address ? $"{address.Host}:{address.Port}" : "");
        Assert.Equal(64 << 20, configuration.Server.MaxRequestBytes);
        Assert.Equal(TimeSpan.FromSeconds(30), configuration.Server.DrainTimeout);
        Assert.False(configuration.Server.RequireTokens);
        Assert.Empty(configuration.Service.ModelFolders!);
    }

    [Fact]
    public void Flags_count_before_the_environment_and_that_before_the_file()
    {
        var configuration = Read("""{ "data": "/file", "device": "cpu", "gpu_memory": "2 GiB", "drain_seconds": 1 /* a remark */, }""",
            new() { ["SQLINFERENCE_DATA"] = "/environment", ["SQLINFERENCE_DRAIN_SECONDS"] = "2" }, (Settings.Data, "/flag"));

        Assert.Equal("/flag", configuration.DataFolder);
        Assert.Equal(TimeSpan.FromSeconds(2), configuration.Server.DrainTimeout);
        Assert.Equal(("cpu", 2L << 30), (configuration.Service.Device, configuration.Service.GpuMemoryBytes!.Value));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var error = Refused(
            """
            { "listen": ["http://0.0.0.0:1", "ftp://x", "https://127.0.0.1:2", "unix:relative"], "lissten": "x", "drain_seconds": "-1",
              "max_request_bytes": "64 MiBs", "require_tokens": "yes", "log_format": "xml", "device": "gpu", "tls_certificate": "/nowhere.pem",
              "socket_mode": "rw", "model_folders": [1], "otlp_endpoint": "collector", "listen": [] }
            """);

        Assert.Equal("SI607", error.Condition.Code);
        Assert.Equal(
            $"""
            The configuration has 13 errors:
              {File}: lissten is not a setting. Did you mean listen?
              {File}: listen is given twice.
              listen has no address.
              tls_certificate ({File}) names '/nowhere.pem', which is not there.
              tls_key is missing: certificate and key go together.
              socket_mode is 'rw'; it has to be access rights such as 0660.
              require_tokens ({File}) is 'yes'; it has to be true or false.
              max_request_bytes ({File}) is '64 MiBs'; it has to be a number of bytes, such as 64 MiB.
              drain_seconds ({File}) is '-1'; it has to be a number of seconds from 0 to 86400.
              log_format ({File}) is 'xml'; it has to be text or json.
              otlp_endpoint is 'collector'; it has to be an address that begins with http:// or https://.
              device is wrong: DEVICE 'gpu' is not a device.
              model_folders ({File}) has to be a list of texts.
            """, error.Message);
    }

    [Theory]
    [InlineData("ftp://x", "listen has 'ftp://x' is not an address; write http://127.0.0.1:8780, https://0.0.0.0:8443 or unix:/run/sqlinference.sock.")]
    [InlineData("unix:relative", "listen has 'unix:relative': the path of a unix socket begins with /.")]
    [InlineData("http://models.example:80", "listen has 'http://models.example:80': write the host as an IP address, localhost, or 0.0.0.0 and [::] for all.")]
    [InlineData("https://127.0.0.1:1", "listen has an https address, which needs tls_certificate and tls_key.")]
    [InlineData("http://0.0.0.0:1", "listen has the address 0.0.0.0, which other machines reach, and require_tokens is false: set it to true, after making a token with sqlinference token create.")]
    [InlineData("http://[::]:1", "listen has the address ::, which other machines reach, and require_tokens is false: set it to true, after making a token with sqlinference token create.")]
    public void An_address_that_cannot_be_is_refused(string address, string message) =>
        Assert.Equal($"The configuration is wrong: {message}", Refused($$"""{ "listen": "{{address}}" }""").Message);

    [Theory]
    [InlineData("unix:/run/x.sock")]
    [InlineData("http://localhost:1")]
    [InlineData("http://[::1]:1")]
    public void Addresses_that_only_this_machine_reaches_need_no_tokens(string address) =>
        Assert.True(Assert.Single(Read($$"""{ "listen": ["{{address}}"] }""").Server.Listen).IsLocal);

    [Fact]
    public void A_file_that_is_not_JSON_is_refused_with_the_place()
    {
        Assert.Contains("LineNumber: 0", Refused("{ data: 1 }").Message, StringComparison.Ordinal);
        Assert.Equal($"The configuration is wrong: {File}: the configuration has to be a JSON object.", Refused("[]").Message);
    }

    [Fact]
    public void A_variable_of_the_environment_that_is_no_setting_is_refused() => Assert.Equal(
        "The configuration is wrong: SQLINFERENCE_DATTA is not a setting. Did you mean data?",
        Assert.Throws<SqlInferenceException>(() => Read(null, new() { ["SQLINFERENCE_DATTA"] = "x" })).Message);

    [Fact]
    public void Credentials_are_read_from_where_the_configuration_says()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "token"), "secret\n");
        var configuration = Read(
            $$"""
            { "endpoint_hosts": ["models.example.com"], "aws_region": "eu-west-1", "aws_credential": "amazon",
              "credentials": {
                "triton": { "type": "bearer", "token_file": "{{_folder}}/token", "hosts": ["models.example.com"] },
                "amazon": { "type": "aws", "profile": "inference" } } }
            """);

        Assert.Equal(["amazon", "triton"], configuration.Service.Remote.Credentials.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("eu-west-1", configuration.Service.Remote.AwsRegion);
    }

    [Theory]
    [InlineData("""{ "type": "bearer", "token": "secret", "hosts": ["h"] }""", "credentials 'c': token stands in the configuration itself; give token_file or token_env instead.")]
    [InlineData("""{ "type": "bearer", "hosts": ["h"] }""", "credentials 'c': token_file or token_env is missing.")]
    [InlineData("""{ "type": "bearer", "token_file": "/nowhere", "hosts": ["h"] }""", "credentials 'c': token_file cannot be read: Could not find file '/nowhere'.")]
    [InlineData("""{ "type": "bearer", "token_env": "SQLINFERENCE_TEST_NONE", "hosts": ["h"] }""", "credentials 'c': token_env: there is no variable SQLINFERENCE_TEST_NONE in the environment.")]
    [InlineData("""{ "type": "bearer", "token_env": "PATH" }""", "credentials 'c': hosts is missing: name the hosts that may be sent this credential.")]
    [InlineData("""{ "type": "secret" }""", "credentials 'c': type is 'secret'; it has to be bearer, header, basic or aws.")]
    [InlineData("""{ "hosts": ["h"] }""", "credentials 'c': type is missing.")]
    [InlineData("""{ "type": "aws", "profil": "x" }""", "credentials 'c': profil is not a part of this type of credential.")]
    [InlineData("\"x\"", "credentials 'c': c has to be an object.")]
    public void A_credential_that_is_wrong_is_told_without_its_secret(string credential, string message) =>
        Assert.Equal($"The configuration is wrong: {message}", Refused($$"""{ "credentials": { "c": {{credential}} } }""").Message);

    [Theory]
    [InlineData("\"aws_credential\": \"c\"", "aws_credential is 'c', which is not among the credentials.", "aws_region is missing: aws_credential is of use in a region only.")]
    [InlineData("\"aws_region\": \"Neverland!\"", "aws_region is wrong: 'Neverland!' is not the name of an AWS region.")]
    [InlineData("\"endpoint_hosts\": [\"a b\"]", "endpoint_hosts is wrong: 'a b' in the list of hosts that endpoints may be on is not a host.")]
    public void What_is_called_elsewhere_is_checked(string settings, params string[] messages)
    {
        var told = Refused($"{{ {settings} }}").Message;
        Assert.All(messages, message => Assert.Contains(message, told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("postgresql://ann:hush@db/models", "catalog has a password in it; put it in a file, and name that in PGPASSFILE or in passfile.")]
    [InlineData("Host=db;Password=hush", "catalog has a password in it; put it in a file, and name that in PGPASSFILE or in passfile.")]
    [InlineData("mysql://db", "catalog is not an address; it has to be like postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE, or a connection string of Npgsql.")]
    public void A_catalog_that_cannot_be_used_is_told_without_its_address(string catalog, string message) =>
        Assert.Equal($"The configuration is wrong: {message}", Refused($$"""{ "catalog": "{{catalog}}" }""").Message);

    [Fact]
    public void The_files_of_a_catalog_elsewhere_are_not_among_those_of_the_data_folder()
    {
        Assert.Equal("/data", Read("""{ "data": "/data" }""").Catalog.ArtifactFolder);
        Assert.Equal("/data/shared", Read("""{ "data": "/data", "catalog": "postgresql://ann@db/models" }""").Catalog.ArtifactFolder);
    }

    string File => Path.Combine(_folder, "configuration.json");

    SqlInferenceException Refused(string file) => Assert.Throws<SqlInferenceException>(() => Read(file));

    ServerConfiguration Read(string? file, Hashtable? environment = null, params (SettingDefinition Setting, string Value)[] flags)
    {
        if (file != null)
            System.IO.File.WriteAllText(File, file);
        return ServerConfiguration.Read(file == null ? null : File, environment ?? [],
            [.. flags.Select(flag => KeyValuePair.Create(flag.Setting, flag.Value))], new Notices(static _ => { }));
    }
}
