using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>Tests on the one server, one after the other: some look at how long they wait.</summary>
[CollectionDefinition(Name)]
public sealed class OnePostgres : ICollectionFixture<PostgresFixture>
{
    public const string Name = "postgres";
}
