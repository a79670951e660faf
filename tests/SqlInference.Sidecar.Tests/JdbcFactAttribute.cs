namespace SqlInference.Sidecar.Tests;

/// <summary>A test that is skipped, saying why, where there is no Java compiler or no JDBC driver.</summary>
public sealed class JdbcFactAttribute : FactAttribute
{
    public JdbcFactAttribute() => Skip = File.Exists("/usr/bin/javac") && File.Exists("/usr/share/java/postgresql.jar")
        ? null : "javac or PostgreSQL's JDBC driver is not installed; deploy-scripts/test.sh installs openjdk-17-jdk-headless and libpostgresql-jdbc-java";
}
