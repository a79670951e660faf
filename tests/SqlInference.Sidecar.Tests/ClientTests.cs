using System.Diagnostics;
using System.Globalization;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>Drivers as people have them.</summary>
public sealed class ClientTests(OnePlace one) : IClassFixture<OnePlace>
{
    SidecarPlace Place => one.Place;

    [JdbcFact]
    public async Task The_JDBC_driver_fetches_rows_some_at_a_time_and_finds_tables_and_columns()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE jdbc AS SELECT i::INTEGER AS i, 's' || i AS s FROM range(10) AS t(i)");
        var url = string.Create(CultureInfo.InvariantCulture, $"jdbc:postgresql://127.0.0.1:{Place.Port}/local?user=admin&password={Place.PasswordOf("admin")}");
        Assert.Equal("45 45 44 42 39 35 30 jdbc i:int4 s:text \n",
            SidecarPlace.Run(Place.Client("java", "admin", ["-cp", PostgresClients.JdbcDriver, Path.Combine(AppContext.BaseDirectory, "Clients", "Metadata.java"), url])));
    }

    [OdbcFact]
    public async Task The_ODBC_driver_reads_rows_and_columns()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE odbc AS SELECT i::INTEGER AS i, 's' || i AS s FROM range(3) AS t(i)");
        Assert.Equal("1|s1\n2|s2\n", Isql("SELECT i, s FROM odbc WHERE i > 0 ORDER BY i"));
        Assert.StartsWith("local|public|odbc|i|4|int4|", Isql("help odbc"), StringComparison.Ordinal);
    }

    [PythonFact]
    public Task Psycopg2_reads_and_writes_values_copies_and_hears_of_errors() =>
        RunPythonAsync("psycopg2_session.py", $"host=127.0.0.1 port={Place.Port} user=admin password={Place.PasswordOf("admin")} dbname=local", "psycopg2 done\n");

    [PythonFact]
    public Task SQLAlchemy_makes_reflects_and_queries_tables() =>
        RunPythonAsync("sqlalchemy_session.py", $"postgresql://admin:{Place.PasswordOf("admin")}@127.0.0.1:{Place.Port}/local", "SQLAlchemy done\n");

    async Task RunPythonAsync(string script, FormattableString address, string expected)
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync($"CREATE MODEL IF NOT EXISTS adder FROM '{Path.Combine(AppContext.BaseDirectory, "models", "double.onnx")}' " +
            "FUNCTION added(a double precision, b double precision) RETURNS double precision");
        Assert.Equal(expected, SidecarPlace.Run(Place.Client(PostgresClients.Python, "admin", [Path.Combine(AppContext.BaseDirectory, "Clients", script), FormattableString.Invariant(address)])));
    }

    string Isql(string input)
    {
        var start = Place.Client("isql", "admin", ["-b", "-d|", "-k", string.Create(CultureInfo.InvariantCulture,
            $"DRIVER=PostgreSQL Unicode;SERVER=127.0.0.1;PORT={Place.Port};DATABASE=local;UID=admin;PWD={Place.PasswordOf("admin")}")]);
        start.RedirectStandardInput = true;
        using var isql = Process.Start(start)!;
        isql.StandardInput.WriteLine(input);
        isql.StandardInput.Close();
        var output = isql.StandardOutput.ReadToEnd();
        isql.WaitForExit();
        return output;
    }
}
