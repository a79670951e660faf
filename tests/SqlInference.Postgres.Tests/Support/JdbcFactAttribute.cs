using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A test that is skipped, saying why, where there is no PostgreSQL server, no Java compiler or no JDBC driver.</summary>
public sealed class JdbcFactAttribute : FactAttribute
{
    /// <summary>Where Debian puts PostgreSQL's driver.</summary>
    public const string Driver = "/usr/share/java/postgresql.jar";

    public JdbcFactAttribute() => Skip = PostgresInstallation.WhyNot ??
        (File.Exists("/usr/bin/javac") && File.Exists(Driver)
            ? null : "javac or PostgreSQL's JDBC driver is not installed; deploy-scripts/test.sh installs openjdk-17-jdk-headless and libpostgresql-jdbc-java");
}
