using Microsoft.Data.SqlClient;

namespace SqlInference.TestKit;

/// <summary>
/// The SQL Server that tests are given: SQLINFERENCE_TEST_SQLSERVER is the connection string of somebody who may create databases; built
/// with <c>-p:UseTestcontainers=true</c>, tests start one of their own in Docker.
/// </summary>
public static class SqlServerInstallation
{
    const string Variable = "SQLINFERENCE_TEST_SQLSERVER";

    static readonly Lazy<string> Server = new(Start);

    static int Made;

    /// <summary>Why there is none; null where there is one.</summary>
#if USE_TESTCONTAINERS
    public static string? WhyNot => null;
#else
    public static string? WhyNot { get; } = Environment.GetEnvironmentVariable(Variable) is null
        ? $"no SQL Server is given: {Variable} names none, and this was built without -p:UseTestcontainers=true"
        : null;
#endif

    /// <summary>Makes a database and answers how to connect to it.</summary>
    public static string NewDatabase()
    {
        var name = $"sqlinference_test_{Environment.ProcessId}_{Interlocked.Increment(ref Made)}";
        Execute($"CREATE DATABASE [{name}]");
        return new SqlConnectionStringBuilder(Server.Value) { InitialCatalog = name }.ConnectionString;
    }

    public static void Drop(string connectionString)
    {
        using (var connection = new SqlConnection(connectionString))
            SqlConnection.ClearPool(connection);
        var name = new SqlConnectionStringBuilder(connectionString).InitialCatalog;
        Execute($"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]");
    }

    /// <summary>The first value that a query on the server answers.</summary>
    public static object? Ask(string sql)
    {
        using var connection = new SqlConnection(Server.Value);
        connection.Open();
        using var command = new SqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    static void Execute(string sql) => Ask(sql);

    static string Start()
    {
#if USE_TESTCONTAINERS
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            var container = new Testcontainers.MsSql.MsSqlBuilder().WithImage(Image).Build();
            container.StartAsync().GetAwaiter().GetResult();
            return container.GetConnectionString();
        }
#endif
        return Environment.GetEnvironmentVariable(Variable)!;
    }

#if USE_TESTCONTAINERS
    static string Image { get; } = typeof(SqlServerInstallation).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "SqlServerImage").Value!;
#endif
}

/// <summary>A test that is skipped, saying why, where no SQL Server is given.</summary>
public sealed class SqlServerFactAttribute : FactAttribute
{
    public SqlServerFactAttribute() => Skip = SqlServerInstallation.WhyNot;
}

/// <inheritdoc cref="SqlServerFactAttribute"/>
public sealed class SqlServerTheoryAttribute : TheoryAttribute
{
    public SqlServerTheoryAttribute() => Skip = SqlServerInstallation.WhyNot;
}
