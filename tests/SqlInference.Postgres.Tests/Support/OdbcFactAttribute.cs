using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A test that is skipped, saying why, where there is no PostgreSQL server or no ODBC driver for it.</summary>
public sealed class OdbcFactAttribute : FactAttribute
{
    public OdbcFactAttribute() => Skip = PostgresInstallation.WhyNot ?? PostgresClients.WhyNoOdbc;
}
