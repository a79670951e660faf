using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A test that is skipped, saying why, where there is no PostgreSQL server or no ODBC driver for it.</summary>
public sealed class OdbcFactAttribute : FactAttribute
{
    const string Drivers = "/etc/odbcinst.ini";

    public OdbcFactAttribute() => Skip = PostgresInstallation.WhyNot ??
        (File.Exists("/usr/bin/isql") && File.Exists(Drivers) && File.ReadAllText(Drivers).Contains("[PostgreSQL Unicode]", StringComparison.Ordinal)
            ? null : "isql or PostgreSQL's ODBC driver is not installed; deploy-scripts/test.sh installs unixodbc and odbc-postgresql");
}
