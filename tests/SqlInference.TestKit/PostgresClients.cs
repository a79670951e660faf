namespace SqlInference.TestKit;

/// <summary>Programs of others that speak PostgreSQL's protocol, where Debian puts them; and what is missing of them, null where nothing is.</summary>
public static class PostgresClients
{
    public const string JdbcDriver = "/usr/share/java/postgresql.jar";

    const string OdbcDrivers = "/etc/odbcinst.ini";

    public static string? WhyNoPsql { get; } = File.Exists("/usr/bin/psql") ? null : "psql is not installed; deploy-scripts/test.sh installs postgresql-15, which has it";

    public static string? WhyNoJdbc { get; } = File.Exists("/usr/bin/javac") && File.Exists(JdbcDriver)
        ? null : "javac or PostgreSQL's JDBC driver is not installed; deploy-scripts/test.sh installs openjdk-17-jdk-headless and libpostgresql-jdbc-java";

    /// <summary>Debian's own Python, which is the one that Debian's packages are for.</summary>
    public const string Python = "/usr/bin/python3";

    const string PythonPackages = "/usr/lib/python3/dist-packages";

    public static string? WhyNoPython { get; } = File.Exists(Python) && Directory.Exists($"{PythonPackages}/psycopg2") && Directory.Exists($"{PythonPackages}/sqlalchemy")
        ? null : "psycopg2 or SQLAlchemy is not installed; deploy-scripts/test.sh installs python3-psycopg2 and python3-sqlalchemy";

    public static string? WhyNoOdbc { get; } =
        File.Exists("/usr/bin/isql") && File.Exists(OdbcDrivers) && File.ReadAllText(OdbcDrivers).Contains("[PostgreSQL Unicode]", StringComparison.Ordinal)
            ? null : "isql or PostgreSQL's ODBC driver is not installed; deploy-scripts/test.sh installs unixodbc and odbc-postgresql";
}
