using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Whatever the bytes of an answer: an error or a value, and a session that goes on.</summary>
public sealed class ResponseFuzzTests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    [PostgresFact]
    public Task Any_bytes_are_borne() => ResponseFuzz.RunAsync(Connection, Host, answers: 3000);
}
