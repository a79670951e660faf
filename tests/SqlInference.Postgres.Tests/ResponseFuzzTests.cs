using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Whatever the bytes of an answer: an error or a value, and a session that goes on.</summary>
public abstract class ResponseFuzzTests(PostgresFixture postgres, bool isLocal) : FakeHostTests(postgres, isLocal)
{
    [PostgresFact]
    public Task Any_bytes_are_borne() => ResponseFuzz.RunAsync(Connection, Host, answers: 3000);
}

public sealed class TcpResponseFuzzTests(PostgresFixture postgres) : ResponseFuzzTests(postgres, isLocal: false);

/// <summary>By a unix socket, where predictions do without libcurl.</summary>
public sealed class LocalResponseFuzzTests(PostgresFixture postgres) : ResponseFuzzTests(postgres, isLocal: true);
