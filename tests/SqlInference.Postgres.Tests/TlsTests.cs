using Npgsql;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>The extension asks the real service by TLS, and believes no one who cannot show who they are.</summary>
[Collection(OnePostgres.Name)]
public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    const string SignedBy = "sqlinference.ca_file names the file of certificates that the service's has to be signed by.";

    readonly PostgresFixture _postgres;
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-tls-").FullName;
    readonly CertificateAuthority _authority;
    ServiceHost? _service;
    NpgsqlConnection? _connection;

    public TlsTests(PostgresFixture postgres)
    {
        _postgres = postgres;
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        _authority = new(_folder, "authority");
    }

    NpgsqlConnection Connection => _connection!;

    string Address => _service!.TlsAddress;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_service is not null)
            await _service.DisposeAsync();
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [PostgresFact]
    public async Task Models_are_made_and_asked_by_TLS()
    {
        await ServeAsync(_authority.Sign("localhost"));
        await Connection.RunAsync("CREATE TABLE history AS SELECT g AS passengers FROM generate_series(1, 3000) AS g; ANALYZE history");
        await Connection.RunAsync("SET sqlinference.wait_for_training = on; SELECT sqlinference.run('CREATE MODEL rides FROM (SELECT passengers FROM history) FUNCTION ride_score RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST')");
        Assert.Equal("3000", await Connection.AskAsync("SELECT count(ride_score(passengers)) FROM history"));
    }

    [PostgresFact]
    public async Task A_certificate_for_a_number_is_good_for_the_number()
    {
        await ServeAsync(_authority.Sign("127.0.0.1"));
        await Connection.RunAsync($"SET sqlinference.service = '{Address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)}'");
        await AskAsync();
    }

    [PostgresFact]
    public async Task An_authority_that_is_not_known_is_not_trusted()
    {
        await ServeAsync(_authority.Sign("localhost"));
        using var other = new CertificateAuthority(_folder, "other");
        await RefusedAsync(other.File, "unable to get local issuer certificate", SignedBy);
        // Of the system's authorities none has signed it.
        await RefusedAsync("", "unable to get local issuer certificate", SignedBy);
        await Connection.RunAsync("RESET sqlinference.ca_file");
        await AskAsync();
    }

    [PostgresFact]
    public async Task A_certificate_for_another_name_is_not_trusted()
    {
        await ServeAsync(_authority.Sign("other.example.com"));
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal("SI610", error.SqlState);
        Assert.StartsWith($"Model 'shop.public.f' was not asked: the service at {Address} is not to be trusted: ", error.MessageText, StringComparison.Ordinal);
        Assert.Equal("The certificate is for another name: sqlinference.service has to name the service as its certificate does.", error.Hint);
    }

    [PostgresFact]
    public async Task An_expired_certificate_is_not_trusted()
    {
        await ServeAsync(_authority.Sign("localhost", isExpired: true));
        await RefusedAsync(_authority.File, "certificate has expired", "Renew the service's certificate; it takes up a new one by itself. Or is a clock wrong?");
    }

    [PostgresTheory]
    [InlineData("nowhere.pem")]
    [InlineData("empty.pem")]
    [InlineData("nonsense.pem")]
    public async Task A_file_without_certificates_is_named(string name)
    {
        await ServeAsync(_authority.Sign("localhost"));
        var file = Path.Combine(_folder, name);
        if (name != "nowhere.pem")
            await File.WriteAllTextAsync(file, name == "empty.pem" ? "" : "nonsense");
        await Connection.RunAsync($"SET sqlinference.ca_file = '{file}'");
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal(("SI607", $"Model 'shop.public.f' was not asked: the file of sqlinference.ca_file, \"{file}\", holds no certificates that can be read.",
            "It has to hold certificates in PEM, and the user that PostgreSQL runs as has to be allowed to read it."), (error.SqlState, error.MessageText, error.Hint));
    }

    [PostgresFact]
    public async Task A_service_without_TLS_is_told_from_one_that_is_not_trusted()
    {
        await ServeAsync(_authority.Sign("localhost"));
        var address = _service!.Address.Replace("http:", "https:", StringComparison.Ordinal);
        await Connection.RunAsync($"SET sqlinference.service = '{address}'");
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal("SI610", error.SqlState);
        Assert.StartsWith($"Model 'shop.public.f' was not asked: no TLS with the service at {address}: ", error.MessageText, StringComparison.Ordinal);
        Assert.Equal("If the service does not use TLS, its address begins with http://.", error.Hint);
        await Connection.RunAsync("RESET sqlinference.service");
        await AskAsync();
    }

    /// <summary>Starts a service that shows this certificate, and a session that trusts our authority.</summary>
    async Task ServeAsync((string Certificate, string Key) certificate)
    {
        _service = await ServiceHost.StartAsync(certificate);
        var database = await _postgres.Cluster.CreateDatabaseAsync(Address);
        await using (var server = await _postgres.Cluster.OpenAsync("postgres"))
            await server.RunAsync($"ALTER DATABASE {database} SET sqlinference.ca_file = '{_authority.File}'");
        _connection = await _postgres.Cluster.OpenAsync(database);
        await Connection.DefineAsync("f", "int4", "float8");
    }

    async Task RefusedAsync(string authorities, string reason, string hint)
    {
        await Connection.RunAsync($"SET sqlinference.ca_file = '{authorities}'");
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal(("SI610", $"Model 'shop.public.f' was not asked: the service at {Address} is not to be trusted: SSL certificate problem: {reason}.", hint),
            (error.SqlState, error.MessageText, error.Hint));
    }

    /// <summary>The service is reached: it knows no such model.</summary>
    async Task AskAsync() => Assert.Equal("SI101", (await Connection.FailAsync("SELECT f(1)")).SqlState);
}
