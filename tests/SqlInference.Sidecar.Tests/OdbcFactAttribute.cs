namespace SqlInference.Sidecar.Tests;

/// <summary>A test that is skipped, saying why, where there is no ODBC driver for PostgreSQL.</summary>
public sealed class OdbcFactAttribute : FactAttribute
{
    const string Drivers = "/etc/odbcinst.ini";

    public OdbcFactAttribute() => Skip = File.Exists("/usr/bin/isql") && File.Exists(Drivers) && File.ReadAllText(Drivers).Contains("[PostgreSQL Unicode]", StringComparison.Ordinal)
        ? null : "isql or PostgreSQL's ODBC driver is not installed; deploy-scripts/test.sh installs unixodbc and odbc-postgresql";
}
