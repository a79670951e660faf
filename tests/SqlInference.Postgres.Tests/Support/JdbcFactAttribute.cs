using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A test that is skipped, saying why, where there is no PostgreSQL server, no Java compiler or no JDBC driver.</summary>
public sealed class JdbcFactAttribute : FactAttribute
{
    public JdbcFactAttribute() => Skip = PostgresInstallation.WhyNot ?? PostgresClients.WhyNoJdbc;
}
