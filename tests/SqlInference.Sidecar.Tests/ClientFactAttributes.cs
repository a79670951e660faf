using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>A test that is skipped, saying why, where psql is not installed.</summary>
public sealed class PsqlFactAttribute : FactAttribute
{
    public PsqlFactAttribute() => Skip = PostgresClients.WhyNoPsql;
}

/// <inheritdoc cref="PsqlFactAttribute"/>
public sealed class PsqlTheoryAttribute : TheoryAttribute
{
    public PsqlTheoryAttribute() => Skip = PostgresClients.WhyNoPsql;
}

/// <summary>A test that is skipped, saying why, where there is no Java compiler or no JDBC driver.</summary>
public sealed class JdbcFactAttribute : FactAttribute
{
    public JdbcFactAttribute() => Skip = PostgresClients.WhyNoJdbc;
}

/// <summary>A test that is skipped, saying why, where psycopg2 or SQLAlchemy is not installed.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = PostgresClients.WhyNoPython;
}

/// <summary>A test that is skipped, saying why, where there is no ODBC driver for PostgreSQL.</summary>
public sealed class OdbcFactAttribute : FactAttribute
{
    public OdbcFactAttribute() => Skip = PostgresClients.WhyNoOdbc;
}
